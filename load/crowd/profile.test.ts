import { expect, test } from 'vitest';
import { dueUpTo, secondsOf, targetAt } from './profile';
import { around, randomOf, randomOfPerson } from './random';

const stages = [
  { target: 1_000, seconds: 10 },
  { target: 1_000, seconds: 20 },
  { target: 200, seconds: 10 },
];

test('a profile goes in straight lines, and stays where it ended', () => {
  expect([0, 5, 10, 25, 35, 40, 99].map((s) => targetAt(0, stages, s))).toEqual([
    ...[0, 500, 1_000, 1_000, 600, 200, 200],
  ]);
  expect(secondsOf(stages)).toBe(40);
});

test('who is due is the area under the rate', () => {
  expect([0, 10, 30, 40, 99].map((s) => dueUpTo(0, stages, s))).toEqual([
    ...[0, 5_000, 25_000, 31_000, 31_000],
  ]);
  expect(dueUpTo(100, [{ target: 100, seconds: 5 }], 2)).toBe(200);
});

test('the same seed makes the same people, and each their own', () => {
  const few = (random: () => number) => [random(), random(), random()];
  expect(few(randomOf(7))).toEqual(few(randomOf(7)));
  expect(few(randomOfPerson(7, 3))).toEqual(few(randomOfPerson(7, 3)));
  expect(few(randomOfPerson(7, 3))).not.toEqual(few(randomOfPerson(7, 4)));
  expect(few(randomOfPerson(7, 3))).not.toEqual(few(randomOfPerson(8, 3)));
});

test('half of the people take longer than the median, and nobody six times as long', () => {
  const random = randomOf(1);
  const times = Array.from({ length: 10_000 }, () => around(10, random));
  expect(times.filter((time) => time > 10).length / 10_000).toBeCloseTo(0.5, 1);
  expect(Math.max(...times)).toBeLessThanOrEqual(60);
});

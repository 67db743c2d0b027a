import { expect, test } from 'vitest';
import { arrivalsOf, evenly, openRun } from './arrivals';
import { randomOf } from './crowd/random';

const lobbyS = 60;
const share = (arrivals: number[], from: number, to: number) =>
  arrivals.filter((ms) => ms >= from * 1_000 && ms < to * 1_000).length / arrivals.length;

test('an open-run fills the lobby ever faster, rushes at the opening, and has a tail', () => {
  const arrivals = arrivalsOf(20_000, { ...openRun, lobbyS }, randomOf(3));
  expect(share(arrivals, 0, 60)).toBeCloseTo(0.6, 1);
  expect(share(arrivals, 0, 30)).toBeCloseTo(0.15, 1);
  expect(share(arrivals, 60, 68)).toBeGreaterThan(0.25);
  expect(Math.max(...arrivals)).toBeLessThanOrEqual(120_000);
});

test('the same seed brings the same people at the same times', () => {
  const some = () => arrivalsOf(100, { ...openRun, lobbyS }, randomOf(3));
  expect(some()).toEqual(some());
});

test('an even stream is even', () => {
  expect(evenly(4, 2)).toEqual([0, 500, 1_000, 1_500]);
});

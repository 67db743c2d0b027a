import { expect, test } from 'vitest';
import type { Lead } from '@/server/outbox';
import { newArrivals, newLooks } from './looks';

const leads: Lead[] = [0, 1, 2].map((partition) => ({ partition, token: 7 }));

function aConsumer() {
  const arrivals = newArrivals();
  const clock = { ms: 0 };
  const looks = newLooks(
    arrivals,
    () => 500,
    () => clock.ms,
  );
  const lookAt = async (at: Lead[], found: number) => {
    let seen: number[] = [];
    await looks.at(at, (due) => {
      seen = due.map(({ partition }) => partition);
      return Promise.resolve(found);
    });
    return seen;
  };
  return { arrivals, clock, looks, lookAt };
}

test('what was found empty is looked at again once something comes to it, and until it is empty again', async () => {
  const { arrivals, lookAt } = aConsumer();
  expect(await lookAt(leads, 0)).toEqual([0, 1, 2]);
  expect(await lookAt(leads, 0)).toEqual([]);
  arrivals.tell([1]);
  expect(await lookAt(leads, 5)).toEqual([1]);
  expect(await lookAt(leads, 0)).toEqual([1]);
  expect(await lookAt(leads, 0)).toEqual([]);
});

test('what comes while it is being looked at is not missed', async () => {
  const { arrivals, looks, lookAt } = aConsumer();
  await looks.at(leads, () => {
    arrivals.tell([2]);
    return Promise.resolve(0);
  });
  expect(await lookAt(leads, 0)).toEqual([2]);
});

test('a look that failed counts for none', async () => {
  const { looks, lookAt } = aConsumer();
  await expect(looks.at(leads, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(await lookAt(leads, 0)).toEqual([0, 1, 2]);
});

test('a partition that is newly led, and each after the poll’s time, is looked at whatever came', async () => {
  const { clock, lookAt } = aConsumer();
  await lookAt(leads, 0);
  expect(await lookAt([{ partition: 1, token: 8 }], 0)).toEqual([1]);
  clock.ms = 500;
  expect(await lookAt(leads, 0)).toEqual([0, 1, 2]);
});

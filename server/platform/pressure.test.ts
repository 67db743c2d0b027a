import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { api } from '@/server/http/app';
import { newId } from './id';
import { prisma } from './db';
import { addCounts, bucketOf, noCounts, quantile, sumOf } from './histogram';
import { emptyPressure, readPressure, reportPressure, startMeasure, writeReport } from './pressure';
import { sharedRedis } from './redis';
import { aFan, bearerOf } from '@/server/testing';

let stop: (() => void) | undefined;
afterEach(() => {
  stop?.();
  stop = undefined;
});

// The environment is read once, by the first test that needs it.
beforeEach(() => {
  vi.stubEnv('SLOW_WINDOW_MS', '500');
});

/** Reports, once the window has forgotten the test before. */
async function report() {
  stop = reportPressure();
  await expect
    .poll(async () => Object.values(await readPressure()).every((counts) => sumOf(counts) === 0))
    .toBe(true);
}

test('a quantile of counted durations is right within a fifth', () => {
  const counts = noCounts();
  for (let ms = 1; ms <= 2_000; ms++) counts[bucketOf(ms)]! += 1;
  for (const [share, right] of [
    [0.5, 1_000],
    [0.95, 1_900],
    [0.99, 1_980],
  ] as const)
    expect(Math.abs(quantile(counts, share) - right) / right).toBeLessThan(0.2);
  expect(quantile(noCounts(), 0.95)).toBe(0);
  const twice = noCounts();
  addCounts(twice, counts);
  addCounts(twice, counts);
  expect(sumOf(twice)).toBe(4_000);
  expect(quantile(twice, 0.95)).toBeCloseTo(quantile(counts, 0.95));
});

test('reports of all processes are added up, and those of a dead one run out', async () => {
  const one = { ...emptyPressure(), holds: noCounts() };
  one.holds[bucketOf(40)] = 7;
  await writeReport('one', one);
  await writeReport('two', one);
  expect(sumOf((await readPressure()).holds)).toBe(14);
  await sharedRedis().pexpire('{pressure}:two', 1);
  await expect.poll(async () => sumOf((await readPressure()).holds)).toBe(7);
  expect(await sharedRedis().smembers('{pressure}:processes')).toEqual(['one']);
});

test('what is measured is reported for a window, then forgotten', async () => {
  await report();
  startMeasure('holds')();
  startMeasure('payments')(true);
  await expect.poll(async () => sumOf((await readPressure()).holds)).toBe(1);
  expect(quantile((await readPressure()).payments, 1)).toBeGreaterThan(10_000);
  await expect.poll(async () => sumOf((await readPressure()).payments)).toBe(0);
});

test('what hangs counts with its age, before it ends', async () => {
  await report();
  const end = startMeasure('payments');
  await expect.poll(async () => quantile((await readPressure()).payments, 1)).toBeGreaterThan(200);
  end();
});

test('the three commands of a purchase are measured, and so is the wait for a connection', async () => {
  await report();
  const fan = await aFan();
  const ask = (path: string) =>
    api.request(`/api${path}`, {
      method: 'POST',
      headers: { ...bearerOf(fan), 'content-type': 'application/json', 'idempotency-key': newId() },
      body: '{"seatIds":[1],"holdId":"x","reservationId":"x","method":"wallet"}',
    });
  await ask(`/schedules/${newId()}/holds`);
  await ask('/reservations');
  await ask('/payments');
  await prisma.$queryRaw`SELECT 1`;
  await expect
    .poll(async () => {
      const { holds, reservations, payments, connection } = await readPressure();
      return [sumOf(holds), sumOf(reservations), sumOf(payments), sumOf(connection) > 0];
    })
    .toEqual([1, 1, 1, true]);
});

import { expect, test } from 'vitest';
import { giveUpLease, takeOrRenewLease } from './lease';
import { sharedRedis } from './redis';

const take = (as: string, ttlMs = 5_000) => takeOrRenewLease('work', ttlMs, sharedRedis(), as);

test('one holder at a time, who may renew and keeps its token', async () => {
  const takers = await Promise.all(['a', 'b', 'c', 'd'].map((as) => take(as)));
  const tokens = takers.filter((token) => token !== null);
  expect(tokens).toEqual([1]);
  const holder = 'abcd'[takers.findIndex((token) => token !== null)]!;
  expect(await take(holder)).toBe(1);
});

test('the next holder after it ran out has a larger token', async () => {
  await take('a', 20);
  await new Promise((resume) => setTimeout(resume, 40));
  expect(await take('b')).toBe(2);
  expect(await take('a')).toBeNull();
});

test('one that is given up is free at once', async () => {
  expect(await takeOrRenewLease('work', 5_000)).toBe(1);
  await giveUpLease('work');
  expect(await take('b')).toBe(2);
});

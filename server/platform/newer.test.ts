import { expect, test } from 'vitest';
import { writeNewer } from './newer';
import { sharedRedis } from './redis';

test('write-newer writes a change that is as new or newer, and leaves a later one as it is', async () => {
  const redis = sharedRedis();
  const write = (updatedAt: number, paused: number) =>
    writeNewer(redis, 'row', updatedAt, { paused });
  await redis.hset('row', 'issued', 7);
  expect(await write(2_000, 1)).toBe(true);
  expect(await write(1_999, 0)).toBe(false);
  expect(await redis.hgetall('row')).toEqual({ issued: '7', updatedAt: '2000', paused: '1' });
  expect(await write(2_000, 0)).toBe(true);
  expect(await write(10_000, 1)).toBe(true);
  expect(await redis.hgetall('row')).toEqual({ issued: '7', updatedAt: '10000', paused: '1' });
});

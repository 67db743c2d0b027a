import { sharedRedis } from '@/server/platform/redis';

/** By key: how many joined (told), or joins a second (answered). */
export type JoinCounts = Map<string, number>;

const windowMs = 10_000;
const windowKey = (window: number) => `bots:joins:${window}`;

/**
 * Adds to what all processes counted, and answers the rate of each key over the last ten seconds: this window, and
 * the part of the one before that the ten seconds still reach into.
 */
export async function countJoins(counts: JoinCounts, nowMs: number): Promise<JoinCounts> {
  const keys = [...counts.keys()];
  if (keys.length === 0) return new Map();
  const redis = sharedRedis();
  const window = Math.floor(nowMs / windowMs);
  const reach = 1 - (nowMs % windowMs) / windowMs;
  const [before, ...now] = await Promise.all([
    redis.hmget(windowKey(window - 1), ...keys),
    ...keys.map((key) => redis.hincrby(windowKey(window), key, counts.get(key)!)),
    redis.pexpire(windowKey(window), 3 * windowMs),
  ]);
  return new Map(
    keys.map((key, index) => {
      const joins = Number(now[index]) + Number(before[index] ?? 0) * reach;
      return [key, (joins * 1_000) / windowMs];
    }),
  );
}

/** True for the first who spends it, on whichever process; it is remembered until it has expired anyway. */
export async function spendOnce(id: string, forMs: number): Promise<boolean> {
  return (await sharedRedis().set(`bots:spent:${id}`, '1', 'PX', forMs, 'NX')) === 'OK';
}

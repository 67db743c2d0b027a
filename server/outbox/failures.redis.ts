import { sharedRedis } from '@/server/platform/redis';

const keptMs = 86_400_000;

const keyOf = (group: string) => `bus:failures:${group}`;

/** Counts that an event was refused by a consumer; returns how often by now. */
export async function countFailure(group: string, place: string): Promise<number> {
  const failures = await sharedRedis().hincrby(keyOf(group), place, 1);
  await sharedRedis().pexpire(keyOf(group), keptMs);
  return failures;
}

export async function forgetFailures(group: string, place: string): Promise<void> {
  await sharedRedis().hdel(keyOf(group), place);
}

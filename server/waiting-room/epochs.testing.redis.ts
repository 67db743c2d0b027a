import { lineRedis } from '@/server/platform/redis';

const keysOf = (scheduleId: string) => lineRedis().keys(`{q:${scheduleId}}:*`);

/** Remembers a line as it is; the returned function makes it so again, as a Redis that lost its last writes would. */
export async function forgetSince(scheduleId: string): Promise<() => Promise<void>> {
  const redis = lineRedis();
  const kept = await Promise.all(
    (await keysOf(scheduleId)).map(async (key) => [key, await redis.dumpBuffer(key)] as const),
  );
  return async () => {
    await redis.unlink(...(await keysOf(scheduleId)));
    for (const [key, bytes] of kept) await redis.restore(key, 0, bytes!);
  };
}

/** Makes the line's Redis look like another run of the server, with fields as the one before left them. */
export async function restartRedis(
  scheduleId: string,
  fields: Record<string, number> = {},
): Promise<void> {
  await lineRedis().hset(`{q:${scheduleId}}:line`, { run: 'the-one-before', ...fields });
}

/** Lets the moment pass for which the door stays shut behind a new epoch; with `ms`, whatever follows it too. */
export async function openDoor(scheduleId: string, ms = 2_000): Promise<void> {
  for (const field of ['shutUntil', 'epochAt'])
    await lineRedis().hincrby(`{q:${scheduleId}}:line`, field, -ms);
}

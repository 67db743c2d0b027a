import { lineRedis } from '@/server/platform/redis';
import { key } from './waiting-room.redis';

/** The oldest `count` events that are still in the stream: their ids and fields. */
export async function readEvents(scheduleId: string, count: number) {
  const entries = await lineRedis().xrange(key(scheduleId, 'events'), '-', '+', 'COUNT', count);
  return entries.map(([id, flat]) => {
    const fields: Record<string, string> = {};
    for (let i = 0; i + 1 < flat.length; i += 2) fields[flat[i]!] = flat[i + 1]!;
    return { id, fields };
  });
}

/** Drops events up to and with `lastId`, once they are in Postgres. */
export async function dropEvents(scheduleId: string, lastId: string): Promise<void> {
  const [ms, sequence] = lastId.split('-') as [string, string];
  const next = `${ms}-${BigInt(sequence) + 1n}`;
  await lineRedis().xtrim(key(scheduleId, 'events'), 'MINID', next);
}

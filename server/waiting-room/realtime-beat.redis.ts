import { lineRedis } from '@/server/platform/redis';
import { readClock } from './waiting-room.redis';
import { presenceGraceMs } from './waiting-room.schema';

/** When a process of realtime last said that it is there, in Unix milliseconds of the line's Redis. */
const beatKey = 'realtime:beat';
/** How often each process of realtime says so. */
export const realtimeBeatMs = 1_000;
const awayMs = 5_000;

/** Said by every process of realtime: through it alone people hear of their turn, and enter. */
export async function noteRealtime(): Promise<void> {
  await lineRedis().set(beatKey, await readClock(), 'PX', presenceGraceMs.most);
}

/**
 * Whether realtime was there, and no process of it is any more. Never true for longer than anybody may be away with
 * their turn still to come, so that a site whose realtime does not say that it is there has a line that moves.
 */
export async function isRealtimeAway(): Promise<boolean> {
  const [saidAt, nowMs] = await Promise.all([lineRedis().get(beatKey), readClock()]);
  return saidAt !== null && nowMs - Number(saidAt) > awayMs;
}

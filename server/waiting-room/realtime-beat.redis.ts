import { lineRedis } from '@/server/platform/redis';
import { presenceGraceMs } from './waiting-room.schema';

/** Lives on from each time that a process of realtime says that it is there: what is left of it tells how long ago. */
const beatKey = 'realtime:beat';
const beatLivesMs = presenceGraceMs.most;
/** How often each process of realtime says so. */
export const realtimeBeatMs = 1_000;
const awayMs = 5_000;

/** Said by every process of realtime: through it alone people hear of their turn, and enter. */
export async function noteRealtime(): Promise<void> {
  await lineRedis().set(beatKey, '', 'PX', beatLivesMs);
}

/**
 * Whether realtime was there, and no process of it is any more. Never true for longer than anybody may be away with
 * their turn still to come, so that a site whose realtime does not say that it is there has a line that moves.
 */
export async function isRealtimeAway(): Promise<boolean> {
  const leftMs = await lineRedis().pttl(beatKey); // negative where there is none
  return leftMs >= 0 && beatLivesMs - leftMs > awayMs;
}

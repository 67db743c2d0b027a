import { seatsRedis } from '@/server/platform/redis';
import { seatKeys } from '@/server/seats';

/** A schedule's digits as they are this moment, not a snapshot's; null while its map is not drawn. */
export function readStatus(scheduleId: string): Promise<string | null> {
  return seatsRedis().get(seatKeys(scheduleId).status);
}

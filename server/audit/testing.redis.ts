import { seatsRedis } from '@/server/platform/redis';
import { seatKeys } from '@/server/seats';

/** Writes a seat's digit past every script. */
export async function writeDigit(scheduleId: string, seat: number, digit: string): Promise<void> {
  await seatsRedis().setrange(seatKeys(scheduleId).status, seat, digit);
}

import { newId } from '@/server/platform/id';
import { aSchedule } from '@/server/testing';
import { prepareSeats } from './index';
import { readMap, writeSettled, type ReservedSeats } from './seats.redis';

export const reserved = (scheduleId: string, seatIndexes: number[]) => ({
  reservationId: newId(),
  accountId: newId(),
  scheduleId,
  seatIndexes,
});

export const digits = async (scheduleId: string, count = 6) =>
  (await readMap(scheduleId))!.status.slice(0, count);

export const markReserving = (seats: ReservedSeats) =>
  writeSettled(seats.scheduleId, [{ ...seats, digit: '2' }]);
export const markSold = (seats: ReservedSeats) =>
  writeSettled(seats.scheduleId, [{ ...seats, digit: '3' }]);

export async function aMap(options: Parameters<typeof aSchedule>[0] = {}) {
  const { id } = await aSchedule(options);
  await prepareSeats(id);
  return id;
}

import { prisma } from '@/server/platform/db';

export type LiveSeat = { schedule_id: string; reservation_id: string; seat_index: number };

export function listLiveSeats(scheduleId: string): Promise<LiveSeat[]> {
  return prisma.$queryRaw<LiveSeat[]>`
    SELECT schedule_id, reservation_id, seat_index FROM reservation_seats
    WHERE schedule_id = ${scheduleId}::uuid AND live`;
}

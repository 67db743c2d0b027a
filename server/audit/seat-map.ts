import { listMovingSchedules } from '@/server/seats';
import { listLiveSeats, type LiveSeat } from './live-seats.store';
import { readStatus } from './seat-map.redis';

/** What a live seat's digit may be: RESERVING or SOLD. */
const taken = /^[23]$/;

/**
 * Seats of schedules on sale that are somebody's in Postgres and that the map in Redis shows otherwise. A seat that
 * moved between the two looks is looked at again: what is still the same reservation's was wrong.
 */
export async function findFreeLookingSeats(): Promise<LiveSeat[]> {
  const found = await Promise.all((await listMovingSchedules()).map(findInMap));
  return found.flat();
}

async function findInMap(scheduleId: string): Promise<LiveSeat[]> {
  const live = await listLiveSeats(scheduleId);
  const status = live.length > 0 ? await readStatus(scheduleId) : null;
  if (status === null) return []; // not drawn, so nobody can see or take anything by it
  const suspects = live.filter((seat) => !taken.test(status.charAt(seat.seat_index)));
  if (suspects.length === 0) return [];
  const still = new Set((await listLiveSeats(scheduleId)).map(nameOf));
  return suspects.filter((seat) => still.has(nameOf(seat)));
}

const nameOf = (seat: LiveSeat) => `${seat.seat_index} ${seat.reservation_id}`;

import { seatCounts } from '@/server/seats';
import { findLineNumbers } from '@/server/waiting-room';
import type { Sale } from './sale';
import type { Standing } from './tally';

export const nothing: Standing = {
  line: { waiting: 0, inside: 0, admitted: 0 },
  seats: { held: 0, reserving: 0, sold: 0 },
};

/** How a sale stands: its lines and its seats, over all its schedules. */
export async function findStanding({ scheduleIds }: Sale, admitted: number): Promise<Standing> {
  const [line, seats] = [{ waiting: 0, inside: 0, admitted }, { ...nothing.seats }];
  for (const id of scheduleIds) {
    const [numbers, counts] = await Promise.all([findLineNumbers(id), seatCounts(id)]);
    line.waiting += numbers.waiting;
    line.inside += numbers.inside;
    for (const { held, reserving, sold } of counts) {
      seats.held += held;
      seats.reserving += reserving;
      seats.sold += sold;
    }
  }
  return { line, seats };
}

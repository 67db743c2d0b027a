import type { Actor } from '@/server/platform/actor';
import { cached } from '@/server/platform/cache';
import type { SeatCounts } from '@/server/seats/seats.schema';
import { findAdmissionControl, findLineNumbers } from '@/server/waiting-room';
import type { Grade } from '@/server/venues/layout.schema';
import { findCancellation } from './cancel-schedule';
import { countSeatsOf, requireOwnRow } from './own-schedules';
import { byGrade } from './policy';
import type { Sale } from './schedules.schema';
import { selectSales, selectSteering } from './steering.store';

/** However many watch, and however large the hall, the paid seats are counted once a second. */
const salesTtlMs = 1_000;

/** A draft has no line. */
const emptyLine = { issued: 0, waiting: 0, invited: 0, inside: 0, enteredLastMinute: 0 };

/** The sale as it goes. The line and the seats are Redis's of this moment, the money Postgres's of the last second. */
export async function findSale(actor: Actor, scheduleId: string): Promise<Sale> {
  const row = await requireOwnRow(actor, scheduleId);
  const isPublished = row.concert.publishedAt !== null;
  const [line, control, counts, sales, actions, cancellation] = await Promise.all([
    isPublished ? findLineNumbers(scheduleId) : emptyLine,
    isPublished ? findAdmissionControl(scheduleId) : null,
    countSeatsOf(row),
    cached(`sales:${scheduleId}`, salesTtlMs, () => selectSales(scheduleId)),
    selectSteering(scheduleId),
    row.cancelledAt && findCancellation(scheduleId),
  ]);
  const { issued, waiting, invited, inside, enteredLastMinute } = line;
  const { paused, admissionsPerMinute, capacity } = row;
  return {
    scheduleId,
    now: new Date().toISOString(),
    paused,
    admissionsPerMinute,
    capacity,
    line: { issued, waiting, invited, inside, enteredLastMinute },
    control,
    seats: totalOf(counts),
    revenue: sales.reduce((total, grade) => total + grade.revenue, 0),
    grades: byGrade(
      row.schedulePrices.map(({ grade }) => {
        const count = counts.find((one) => one.grade === grade);
        const sale = sales.find((one) => one.grade === grade);
        const { available = 0, held = 0, reserving = 0, sold = 0 } = count ?? {};
        return {
          grade: grade as Grade,
          seatCount: available + held + reserving + sold,
          held: held + reserving,
          sold,
          revenue: sale?.revenue ?? 0,
        };
      }),
    ),
    actions,
    cancellation,
  };
}

function totalOf(counts: SeatCounts[]): Sale['seats'] {
  const total = { available: 0, held: 0, reserving: 0, sold: 0, blocked: 0 };
  for (const count of counts) {
    for (const state of Object.keys(total) as (keyof typeof total)[]) total[state] += count[state];
  }
  return total;
}

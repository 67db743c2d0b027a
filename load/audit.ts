import { auditAll } from '@/server/audit';
import { isTelling } from '@/server/jobs/bus';
import { pool } from '@/server/platform/db';
import { until } from '@/scripts/lib/run';
import type { Booked } from './counts';
import type { RunFile } from './report/run.schema';

/** A run of some minutes at the limit leaves events for as long. */
const settleTimeoutMs = 600_000;

/** Once the worker has told everybody of everything: every violation of an invariant, as a sentence. */
export async function auditWhatIsLeft(): Promise<RunFile['audit']> {
  const isSettled = await until(async () => !(await isTelling()), settleTimeoutMs);
  const results = await auditAll();
  const violations = results.flatMap(({ invariant, findings }) =>
    findings.map(
      ({ finds, count, examples }) =>
        `${invariant}: ${count} × ${finds}, such as ${JSON.stringify(examples[0])}`,
    ),
  );
  if (!isSettled) violations.push('events wait that nobody was told of in ten minutes');
  return { ok: violations.length === 0, violations };
}

/** What the books say: seats of these schedules that somebody has a valid ticket for. */
export async function countBooked(scheduleIds: string[], seatsOnSale: number): Promise<Booked> {
  const { rows } = await pool().query<{ seats: number; twice: number }>(
    `SELECT count(*)::int AS seats,
       (count(*) - count(DISTINCT (t.schedule_id, t.seat_index)))::int AS twice
     FROM tickets t JOIN reservations r ON r.id = t.reservation_id AND r.status = 'RESERVED'
     WHERE t.schedule_id = ANY($1::uuid[]) AND t.status = 'VALID'`,
    [scheduleIds],
  );
  return { ...rows[0]!, seatsOnSale };
}

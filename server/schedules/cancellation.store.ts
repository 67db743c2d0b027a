import { Prisma, prisma } from '@/server/platform/db';
import { keepAnswerSql, type Idempotency } from '@/server/platform/idempotency';
import { isoSql } from '@/server/platform/sql';
import type { CancelledSchedule } from './cancellation.schema';
import { subjectOf } from './steering.store';

const action = 'schedule.cancel';

type MarkOptions = {
  staffId: string;
  /** The organiser whose schedule it must be; null for any. */
  owner: string | null;
  reason: string;
  idempotency: Idempotency;
};

/**
 * Marks a schedule cancelled, with the audit line, the event and the kept answer, in one statement. Null when there is
 * none of this owner, or it is cancelled already. The row's lock waits for whoever is reserving a seat of it, and who
 * comes later waits for us: every reservation there will ever be is committed by then, and its time is not after ours.
 */
export async function markCancelled(
  scheduleId: string,
  { staffId, owner, reason, idempotency }: MarkOptions,
): Promise<CancelledSchedule | null> {
  const rows = await prisma.$queryRaw<{ body: CancelledSchedule }[]>`
    WITH locked AS (
      SELECT s.id, s.updated_at FROM schedules s JOIN concerts c ON c.id = s.concert_id
      WHERE s.id = ${scheduleId}::uuid AND s.cancelled_at IS NULL
        AND (${owner}::uuid IS NULL OR c.organiser_id = ${owner}::uuid)
      FOR UPDATE OF s
    ), marked AS (
      UPDATE schedules s SET cancelled_at = clock_timestamp(),
        updated_at = greatest(clock_timestamp(), l.updated_at + interval '1 millisecond')
      FROM locked l WHERE s.id = l.id
      RETURNING s.id, s.cancelled_at
    ), noted AS (
      INSERT INTO audit_log (actor_id, action, subject, facts)
      SELECT ${staffId}::uuid, ${action}, ${subjectOf(scheduleId)}, jsonb_build_object('reason', ${reason}::text)
      FROM marked
    ), told AS (
      INSERT INTO outbox (type, key, payload)
      SELECT 'schedule.changed', id, jsonb_build_object('scheduleId', id) FROM marked
    ), answer AS (
      SELECT jsonb_build_object('scheduleId', id, 'cancelledAt', ${isoSql(Prisma.sql`cancelled_at`)}) AS body
      FROM marked
    ), kept AS (
      ${keepAnswerSql(idempotency, Prisma.sql`body`, Prisma.sql`FROM answer`)}
    )
    SELECT body FROM answer`;
  return rows[0]?.body ?? null;
}

/** When a show was cancelled, by whom and why; null when it was not. */
export async function selectCancellation(scheduleId: string) {
  const rows = await prisma.$queryRaw<{ cancelledAt: Date; reason: string; by: string }[]>`
    SELECT s.cancelled_at AS "cancelledAt", coalesce(l.facts->>'reason', '') AS reason, coalesce(a.name, '') AS by
    FROM schedules s
    LEFT JOIN audit_log l ON l.subject = ${subjectOf(scheduleId)} AND l.action = ${action}
    LEFT JOIN accounts a ON a.id = l.actor_id
    WHERE s.id = ${scheduleId}::uuid AND s.cancelled_at IS NOT NULL`;
  return rows[0] ?? null;
}

/** How many reservations lived when the show was cancelled, how many of them do no more, and where their money is. */
export async function selectProgress(scheduleId: string, cancelledAt: Date) {
  const [row] = await prisma.$queryRaw<
    { total: number; done: number; refunded: bigint; requested: bigint }[]
  >`
    SELECT count(*)::int AS total, count(*) FILTER (WHERE r.status = 'CANCELLED')::int AS done,
      coalesce(sum(f.amount) FILTER (WHERE f.status = 'COMPLETED'), 0)::bigint AS refunded,
      coalesce(sum(f.amount) FILTER (WHERE f.status <> 'COMPLETED'), 0)::bigint AS requested
    FROM reservations r
    LEFT JOIN payments p ON p.reservation_id = r.id AND p.status = 'COMPLETED'
    LEFT JOIN refunds f ON f.payment_id = p.id
    WHERE r.schedule_id = ${scheduleId}::uuid
      AND (r.status <> 'CANCELLED' OR r.cancelled_at >= ${cancelledAt})`;
  const { total, done, refunded, requested } = row!;
  return { total, done, refundedWon: Number(refunded), requestedWon: Number(requested) };
}

import { Prisma, prisma } from '@/server/platform/db';
import { keepAnswerSql, type Idempotency } from '@/server/platform/idempotency';
import { isoSql } from '@/server/platform/sql';
import type { Cancellation } from './cancellation.schema';

/** What decides whether a reservation may be cancelled, by whom, and for how much. */
export function findCancellable(reservationId: string) {
  return prisma.reservation.findUnique({
    where: { id: reservationId },
    select: {
      id: true,
      accountId: true,
      status: true,
      total: true,
      schedule: {
        select: { startsAt: true, cancelledAt: true, concert: { select: { organiserId: true } } },
      },
    },
  });
}

export type Cancellable = NonNullable<Awaited<ReturnType<typeof findCancellable>>>;

type CancelOptions = {
  fee: number;
  reason: string;
  /** The staff member who cancels; null when its owner does. */
  staffId: string | null;
  idempotency: Idempotency;
};

/**
 * Cancels, in one statement: seats come free, tickets void, what was paid is refunded less the fee (a wallet at
 * once, with its ledger row), the event and the answer are kept. Null when the reservation is no longer as it
 * was seen: the fee was reckoned on that, and a payment seen as done is in this statement's snapshot.
 */
export async function cancelSeen(
  seen: Cancellable,
  { fee, reason, staffId, idempotency }: CancelOptions,
): Promise<Cancellation | null> {
  const rows = await prisma.$queryRaw<{ body: Cancellation }[]>`
    WITH cancelled AS (
      UPDATE reservations SET status = 'CANCELLED', cancelled_at = now(), cancelled_reason = ${reason}
      WHERE id = ${seen.id}::uuid AND status = ${seen.status}
      RETURNING id, schedule_id, account_id, pass_id, cancelled_at
    ), freed AS (
      UPDATE reservation_seats rs SET live = false FROM cancelled c
      WHERE rs.reservation_id = c.id AND rs.live
      RETURNING rs.seat_index
    ), voided AS (
      UPDATE tickets t SET status = 'VOID' FROM cancelled c WHERE t.reservation_id = c.id
    ), ${refundSql(fee)}, ${tellSql(reason, staffId)}, answer AS (
      SELECT jsonb_build_object('reservationId', c.id, 'status', 'CANCELLED',
        'cancelledAt', ${isoSql(Prisma.sql`c.cancelled_at`)},
        'refund', (SELECT jsonb_build_object('amount', amount, 'fee', fee, 'status', status) FROM refund)
      ) AS body
      FROM cancelled c
    ), kept AS (
      ${keepAnswerSql(idempotency, Prisma.sql`body`, Prisma.sql`FROM answer`)}
    )
    SELECT body FROM answer`;
  return rows[0]?.body ?? null;
}

/** Money back for `cancelled`: done at once for a wallet, asked for of a card's gateway. */
const refundSql = (fee: number) => Prisma.sql`
    refund AS (
      INSERT INTO refunds (id, payment_id, amount, fee, status, completed_at)
      SELECT uuidv7(), p.id, p.amount - ${fee}::bigint, ${fee}::bigint,
        CASE p.method WHEN 'wallet' THEN 'COMPLETED' ELSE 'REQUESTED' END,
        CASE p.method WHEN 'wallet' THEN now() END
      FROM payments p JOIN cancelled c ON c.id = p.reservation_id
      WHERE p.status = 'COMPLETED'
      RETURNING amount, fee, status
    ), credited AS (
      UPDATE wallets w SET balance = w.balance + r.amount FROM refund r, cancelled c
      WHERE r.status = 'COMPLETED' AND w.account_id = c.account_id
      RETURNING w.account_id, w.balance, r.amount, c.id AS reservation_id
    ), entry AS (
      INSERT INTO wallet_transactions
        (account_id, id, kind, amount, balance_after, reservation_id, created_at)
      SELECT account_id, uuidv7(), 'REFUND', amount, balance, reservation_id, clock_timestamp()
      FROM credited
    )`;

/** The event that leaves with the cancellation and, where staff did it, the line in the audit log. */
const tellSql = (reason: string, staffId: string | null) => Prisma.sql`
    told AS (
      INSERT INTO outbox (type, key, payload)
      SELECT 'reservation.cancelled', c.id, jsonb_build_object('reservationId', c.id,
        'scheduleId', c.schedule_id, 'accountId', c.account_id, 'passId', c.pass_id,
        'seatIndexes', (SELECT coalesce(jsonb_agg(seat_index ORDER BY seat_index), '[]') FROM freed),
        'reason', ${reason}::text)
      FROM cancelled c
    ), noted AS (
      INSERT INTO audit_log (actor_id, action, subject, facts)
      SELECT ${staffId}::uuid, 'reservation.cancel', c.id, jsonb_build_object('reason', ${reason}::text)
      FROM cancelled c WHERE ${staffId}::uuid IS NOT NULL
    )`;

import { Prisma, prisma } from '@/server/platform/db';
import { keepAnswerSql, type Idempotency } from '@/server/platform/idempotency';
import { isoSql } from '@/server/platform/sql';
import type { CancelledShow } from './show-cancelled-mail';
import { scheduleCancelledReason, type Cancellation } from './cancellation.schema';

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
 * Cancels, in one statement, with the answer kept. Null when the reservation is no longer as it was seen: the fee was
 * reckoned on that.
 */
export async function cancelSeen(
  seen: Cancellable,
  { fee, reason, staffId, idempotency }: CancelOptions,
): Promise<Cancellation | null> {
  const rows = await prisma.$queryRaw<{ body: Cancellation }[]>`
    WITH seen AS (
      SELECT ${seen.id}::uuid AS id, ${seen.status}::text AS status, ${fee}::bigint AS fee, ${reason}::text AS reason
    ), ${cancelSql}, noted AS (
      INSERT INTO audit_log (actor_id, action, subject, facts)
      SELECT ${staffId}::uuid, 'reservation.cancel', c.id, jsonb_build_object('reason', c.reason)
      FROM cancelled c WHERE ${staffId}::uuid IS NOT NULL
    ), answer AS (
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

/**
 * Cancels some of what is live of a cancelled schedule, paid or not, in full and without a fee; returns how many. What
 * somebody else holds locked, or changed since this statement began, is left to the next call: a payment whose row this
 * statement does not see would go without its refund.
 */
export async function cancelSomeOf(scheduleId: string, limit: number): Promise<number> {
  const [row] = await prisma.$queryRaw<{ count: number }[]>`
    WITH due AS MATERIALIZED (
      SELECT r.id, r.status FROM reservations r
      WHERE EXISTS (SELECT FROM schedules s WHERE s.id = ${scheduleId}::uuid AND s.cancelled_at IS NOT NULL)
        AND r.id IN (SELECT reservation_id FROM (
          SELECT reservation_id FROM reservation_seats
          WHERE schedule_id = ${scheduleId}::uuid AND live LIMIT ${limit}::int) AS live)
    ), seen AS (
      SELECT r.id, due.status, 0::bigint AS fee, ${scheduleCancelledReason}::text AS reason
      FROM due JOIN reservations r ON r.id = due.id AND r.status = due.status
      ORDER BY r.id FOR NO KEY UPDATE OF r SKIP LOCKED
    ), ${cancelSql}
    SELECT count(*)::int AS count FROM cancelled`;
  return row!.count;
}

/** Cancelled schedules that have a live seat: asked of the index of live seats alone, one look a schedule. */
export async function listToCancel(): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    SELECT s.id FROM schedules s, LATERAL (
      SELECT FROM reservation_seats r WHERE r.schedule_id = s.id AND r.live LIMIT 1) live
    WHERE s.cancelled_at IS NOT NULL ORDER BY s.cancelled_at`;
  return rows.map(({ id }) => id);
}

/** Whom to tell of a show's cancellation, and what comes back to them; null for a reservation that went some other way. */
export async function findCancelledShow(
  reservationId: string,
): Promise<(CancelledShow & { email: string }) | null> {
  const row = await prisma.reservation.findUnique({
    where: { id: reservationId, cancelledReason: scheduleCancelledReason },
    select: {
      account: { select: { email: true, name: true, locale: true } },
      schedule: {
        select: {
          startsAt: true,
          cancelledAt: true,
          concert: { select: { titleKo: true, titleEn: true } },
        },
      },
      payments: {
        where: { status: 'COMPLETED' },
        select: { method: true, refund: { select: { amount: true } } },
      },
    },
  });
  if (!row?.schedule.cancelledAt) return null;
  const { account, schedule, payments } = row;
  const locale = account.locale === 'en' ? 'en' : 'ko';
  return {
    ...{ email: account.email, name: account.name, locale, startsAt: schedule.startsAt },
    title: locale === 'en' ? schedule.concert.titleEn : schedule.concert.titleKo,
    refund: Number(payments[0]?.refund?.amount ?? 0),
    method: (payments[0]?.method ?? null) as CancelledShow['method'],
  };
}

/**
 * Cancels what `seen` lists, with its fee and reason, as long as its status still is the one seen: `cancelled`. Seats
 * come free, tickets void, what was paid is refunded less the fee, and each reservation's event leaves with it. A wallet
 * has its money at once, a ledger row a refund, however many refunds it gets; a card's gateway is asked for it.
 */
const cancelSql = Prisma.sql`
    cancelled AS (
      UPDATE reservations r SET status = 'CANCELLED', cancelled_at = now(), cancelled_reason = seen.reason
      FROM seen WHERE r.id = seen.id AND r.status = seen.status
      RETURNING r.id, r.schedule_id, r.account_id, r.pass_id, r.cancelled_at, seen.fee, seen.reason
    ), freed AS (
      UPDATE reservation_seats s SET live = false FROM cancelled c WHERE s.reservation_id = c.id AND s.live
      RETURNING s.reservation_id, s.seat_index
    ), voided AS (
      UPDATE tickets t SET status = 'VOID' FROM cancelled c WHERE t.reservation_id = c.id
    ), paid AS (
      SELECT p.id AS payment_id, p.method, p.amount - c.fee AS amount, c.fee, c.id AS reservation_id, c.account_id
      FROM payments p JOIN cancelled c ON c.id = p.reservation_id WHERE p.status = 'COMPLETED'
    ), refund AS (
      INSERT INTO refunds (id, payment_id, amount, fee, status, completed_at)
      SELECT uuidv7(), payment_id, amount, fee,
        CASE method WHEN 'wallet' THEN 'COMPLETED' ELSE 'REQUESTED' END,
        CASE method WHEN 'wallet' THEN now() END
      FROM paid
      RETURNING amount, fee, status
    ), ${creditSql()}, told AS (
      INSERT INTO outbox (type, key, payload)
      SELECT 'reservation.cancelled', c.id, jsonb_build_object('reservationId', c.id,
        'scheduleId', c.schedule_id, 'accountId', c.account_id, 'passId', c.pass_id,
        'seatIndexes', coalesce(f.seats, '[]'), 'reason', c.reason,
        'paid', EXISTS (SELECT FROM paid WHERE paid.reservation_id = c.id))
      FROM cancelled c LEFT JOIN (
        SELECT reservation_id, jsonb_agg(seat_index ORDER BY seat_index) AS seats FROM freed GROUP BY 1
      ) f ON f.reservation_id = c.id
    )`;

/**
 * Wallets have their refunds of `paid`. They are locked in the order of their accounts, as payments lock them. Of several
 * to one wallet each row's balance follows from the one before it, and so does its id.
 */
function creditSql(): Prisma.Sql {
  return Prisma.sql`
    owed AS (
      SELECT account_id, reservation_id, amount,
        (sum(amount) OVER (PARTITION BY account_id ORDER BY reservation_id))::bigint AS sum
      FROM paid WHERE method = 'wallet'
    ), purse AS (
      SELECT w.account_id, o.amount FROM wallets w
      JOIN (SELECT account_id, max(sum) AS amount FROM owed GROUP BY 1) o USING (account_id)
      ORDER BY w.account_id FOR NO KEY UPDATE OF w
    ), credited AS (
      UPDATE wallets w SET balance = w.balance + purse.amount FROM purse WHERE w.account_id = purse.account_id
      RETURNING w.account_id, w.balance - purse.amount AS before
    ), entry AS (
      INSERT INTO wallet_transactions
        (account_id, id, kind, amount, balance_after, reservation_id, created_at)
      SELECT account_id, uuidv7(), 'REFUND', amount, before + sum, reservation_id, clock_timestamp()
      FROM (SELECT * FROM owed JOIN credited USING (account_id) ORDER BY account_id, reservation_id) each_of
    )`;
}

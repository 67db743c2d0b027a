import { Prisma, prisma, violatedConstraint } from '@/server/platform/db';
import type { Idempotency } from '@/server/platform/idempotency';
import { isoSql } from '@/server/platform/sql';
import type { Approval } from './gateway';
import type { PaymentView } from './payments.schema';

export type Approved = {
  id: string;
  /** Without a key when nothing had to be paid. */
  approval: Omit<Approval, 'paymentKey'> & { paymentKey: string | null };
  /** Of the person who waits for the answer, if one does. */
  idempotency?: Idempotency;
};

/** What an approval may still find: also a payment that was given up, for the gateway's word came late. */
const unsettled = Prisma.sql`('PENDING', 'CONFIRMING', 'FAILED')`;

/**
 * An approved payment buys its RESERVING reservation: RESERVED, COMPLETED, a ticket a seat, events and, where the person
 * waits, the kept answer, in one statement. Null when it cannot: it is settled, the amount is another, or the reservation
 * is no longer RESERVING.
 */
export function completeApproved(approved: Approved): Promise<PaymentView | null> {
  return buy(
    approved,
    Prisma.sql`target AS (
      SELECT p.id AS payment_id, p.amount, r.id, r.schedule_id, r.account_id, r.pass_id
      FROM payments p JOIN reservations r ON r.id = p.reservation_id
      WHERE p.id = ${approved.id}::uuid AND p.status IN ${unsettled} AND p.amount = ${approved.approval.amount}
        AND r.status = 'RESERVING'
      FOR NO KEY UPDATE OF r, p
    )`,
  );
}

/** The seats that a payment's reservation had until it expired unpaid; null when it did not. */
export async function findExpiredSeats(paymentId: string) {
  const payment = await prisma.payment.findUnique({
    where: { id: paymentId },
    select: {
      reservation: {
        select: {
          scheduleId: true,
          status: true,
          cancelledReason: true,
          reservationSeats: { select: { seatIndex: true } },
        },
      },
    },
  });
  const { scheduleId, status, cancelledReason, reservationSeats } = payment!.reservation;
  if (status !== 'CANCELLED' || cancelledReason !== 'expired') return null;
  return { scheduleId, seatIndexes: reservationSeats.map(({ seatIndex }) => seatIndex) };
}

/** What says that a late approval's seats, slots or pass are somebody's by now. */
const takenBy = [
  'reservation_seats_live_seat_unique',
  'reservation_seats_live_slot_unique',
  'reservations_live_pass_unique',
  'payments_completed_unique',
];

/**
 * An approval that came after its reservation had expired gets the seats all the same, if the sale would still give
 * them and nobody has them: the unique indexes say. Null when not, or it is settled.
 */
export async function honourLate(approved: Approved): Promise<PaymentView | null> {
  try {
    return await buy(
      approved,
      Prisma.sql`target AS (
        SELECT p.id AS payment_id, p.amount, r.id, r.schedule_id, r.account_id, r.pass_id
        FROM payments p JOIN reservations r ON r.id = p.reservation_id
        JOIN schedules s ON s.id = r.schedule_id JOIN concerts c ON c.id = s.concert_id
        WHERE p.id = ${approved.id}::uuid AND p.status IN ${unsettled} AND p.amount = ${approved.approval.amount}
          AND r.status = 'CANCELLED' AND r.cancelled_reason = 'expired' AND r.cancelled_at >= r.expires_at
          AND s.cancelled_at IS NULL AND s.starts_at > now() AND c.published_at IS NOT NULL
          AND NOT EXISTS (SELECT FROM reservation_seats t WHERE t.reservation_id = r.id
            AND (t.seat_index = ANY(s.blocked_seats) OR t.slot > s.seats_per_person_max))
        FOR NO KEY UPDATE OF r, p FOR KEY SHARE OF c, s
      ), revived AS (
        -- all of them, whatever this statement's snapshot says: one that a moment ago was live is not any more
        UPDATE reservation_seats s SET live = true FROM target t WHERE s.reservation_id = t.id
      )`,
    );
  } catch (error) {
    if (takenBy.includes(violatedConstraint(error) ?? '')) return null;
    throw error;
  }
}

/** The rest of a purchase, for `target`: one row, locked, or none. */
async function buy(
  { approval, idempotency }: Approved,
  targetSql: Prisma.Sql,
): Promise<PaymentView | null> {
  const rows = await prisma.$queryRaw<{ body: PaymentView }[]>`
    WITH ${targetSql}, reserved AS (
      UPDATE reservations r SET status = 'RESERVED', reserved_at = now(), cancelled_at = NULL,
        cancelled_reason = NULL, expires_at = greatest(r.expires_at, now())
      FROM target t WHERE r.id = t.id
    ), paid AS (
      UPDATE payments p SET status = 'COMPLETED', completed_at = now(), failure_code = NULL, look_at = NULL,
        payment_key = ${approval.paymentKey}, approved_at = ${approval.approvedAt}::timestamptz
      FROM target t WHERE p.id = t.payment_id
      RETURNING p.id, p.completed_at
    ), ticketed AS (
      INSERT INTO tickets (id, reservation_id, schedule_id, account_id, seat_index)
      SELECT uuidv7(), s.reservation_id, s.schedule_id, s.account_id, s.seat_index
      FROM target t JOIN reservation_seats s ON s.reservation_id = t.id
      RETURNING id, seat_index
    ), seats AS (
      SELECT jsonb_agg(seat_index ORDER BY seat_index) AS seats, jsonb_agg(id ORDER BY seat_index) AS tickets
      FROM ticketed
    ), told AS (
      INSERT INTO outbox (type, key, payload)
      SELECT 'reservation.reserved', t.id::text, jsonb_build_object('reservationId', t.id,
        'scheduleId', schedule_id, 'accountId', account_id, 'passId', pass_id, 'seatIndexes', seats)
      FROM target t, seats
      UNION ALL
      SELECT 'payment.completed', t.id::text, jsonb_build_object('paymentId', payment_id,
        'reservationId', t.id, 'scheduleId', schedule_id, 'accountId', account_id, 'amount', amount)
      FROM target t
    ), answer AS (
      SELECT jsonb_build_object('id', paid.id, 'reservationId', t.id, 'method', 'card', 'status', 'COMPLETED',
        'amount', amount, 'completedAt', ${isoSql(Prisma.sql`completed_at`)}, 'ticketIds', tickets) AS body
      FROM paid, target t, seats
    ), kept AS (
      INSERT INTO idempotency_keys (scope, request_hash, status, body)
      SELECT ${idempotency?.scope ?? null}::text, ${idempotency?.requestHash ?? null}::text, 200, body
      FROM answer WHERE ${idempotency !== undefined}
    )
    SELECT body FROM answer`;
  return rows[0]?.body ?? null;
}

/**
 * An approval that buys nothing goes back whole: RETURNED, with its refund asked for in the same statement. Returns
 * whether it was this call that did it.
 */
export async function returnApproved({ id, approval }: Approved): Promise<boolean> {
  const done = await prisma.$executeRaw`
    WITH target AS (
      SELECT p.id, p.reservation_id, r.schedule_id, p.account_id, p.reserved_until
      FROM payments p JOIN reservations r ON r.id = p.reservation_id
      WHERE p.id = ${id}::uuid AND p.status IN ${unsettled}
      FOR NO KEY UPDATE OF r, p
    ), ${restoreSql}, returned AS (
      UPDATE payments p SET status = 'RETURNED', amount = ${approval.amount}, failure_code = NULL, look_at = NULL,
        payment_key = ${approval.paymentKey}, approved_at = ${approval.approvedAt}::timestamptz
      FROM target t WHERE p.id = t.id
      RETURNING p.id, p.reservation_id, t.schedule_id, p.account_id, p.amount
    ), event AS (
      INSERT INTO outbox (type, key, payload)
      SELECT 'payment.returned', reservation_id::text, jsonb_build_object('paymentId', id,
        'reservationId', reservation_id, 'scheduleId', schedule_id, 'accountId', account_id, 'amount', amount)
      FROM returned
    )
    INSERT INTO refunds (id, payment_id, amount, fee, status)
    SELECT uuidv7(), id, amount, 0, 'REQUESTED' FROM returned`;
  return done > 0;
}

/** Without an approval the reservation is over when it would have been. */
const restoreSql = Prisma.sql`restored AS (
      UPDATE reservations r SET expires_at = t.reserved_until FROM target t
      WHERE r.id = t.reservation_id AND r.status = 'RESERVING' AND t.reserved_until IS NOT NULL
    )`;

type Failure = { id: string; code: string; lookAgainSeconds: number | null };

/**
 * No approval: FAILED, and the reservation may be paid some other way for what is left of its time. Where the gateway
 * may still approve it is looked at again in `lookAgainSeconds`. Returns whether it was this call that did it.
 */
export async function failPayment({ id, code, lookAgainSeconds }: Failure): Promise<boolean> {
  const done = await prisma.$executeRaw`
    WITH target AS (
      SELECT p.id, p.reservation_id, r.schedule_id, p.account_id, p.amount, p.reserved_until
      FROM payments p JOIN reservations r ON r.id = p.reservation_id
      WHERE p.id = ${id}::uuid AND p.status IN ('PENDING', 'CONFIRMING')
      FOR NO KEY UPDATE OF r, p
    ), ${restoreSql}, event AS (
      INSERT INTO outbox (type, key, payload)
      SELECT 'payment.failed', reservation_id::text, jsonb_build_object('paymentId', id,
        'reservationId', reservation_id, 'scheduleId', schedule_id, 'accountId', account_id, 'amount', amount,
        'code', ${code}::text)
      FROM target
    )
    UPDATE payments p SET status = 'FAILED', failure_code = ${code}, looks = 0,
      look_at = now() + make_interval(secs => ${lookAgainSeconds}::float8)
    FROM target t WHERE p.id = t.id`;
  return done > 0;
}

/** Looks again in so many seconds; with null, never unless somebody hints. A payment settled meanwhile stays as it is. */
export async function lookLater(id: string, seconds: number | null): Promise<void> {
  await prisma.$executeRaw`
    UPDATE payments SET look_at = now() + make_interval(secs => ${seconds}::float8)
    WHERE id = ${id}::uuid AND status IN ${unsettled} AND (status <> 'CONFIRMING' OR ${seconds !== null})`;
}

export type DuePayment = {
  id: string;
  orderId: string;
  paymentKey: string | null;
  amount: number;
  status: 'PENDING' | 'CONFIRMING' | 'FAILED';
  scheduleId: string;
  reservationStatus: 'RESERVING' | 'RESERVED' | 'CANCELLED';
  /** Since the gateway was first asked; null when it never was. */
  secondsConfirming: number | null;
  /** This one included. */
  looks: number;
};

/** A look ends by then, or another worker takes it over. */
const lookLeaseSeconds = 60;

/** Takes payments that are to be looked at, those longest due first; nobody else takes them for a minute. */
export function takeDuePayments(limit: number): Promise<DuePayment[]> {
  return prisma.$queryRaw<DuePayment[]>`
    WITH due AS (
      SELECT id FROM payments WHERE look_at <= now() ORDER BY look_at LIMIT ${limit}
      FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE payments p SET look_at = now() + make_interval(secs => ${lookLeaseSeconds}), looks = p.looks + 1
    FROM due, reservations r WHERE p.id = due.id AND r.id = p.reservation_id
    RETURNING p.id::text, p.order_id AS "orderId", p.payment_key AS "paymentKey", p.amount::float8 AS amount,
      p.status, r.schedule_id::text AS "scheduleId", r.status AS "reservationStatus", p.looks,
      extract(epoch FROM now() - p.confirming_at)::float8 AS "secondsConfirming"`;
}

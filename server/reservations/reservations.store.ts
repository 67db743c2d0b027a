import { Prisma, prisma, violatedConstraint } from '@/server/platform/db';
import { keepAnswerSql, type Idempotency } from '@/server/platform/idempotency';
import { Refusal, type RefusalCode } from '@/server/platform/refusal';
import { isoSql } from '@/server/platform/sql';
import type { Grade } from '@/server/venues/layout.schema';
import type { ReservationView } from './reservations.schema';

export type NewReservation = {
  id: string;
  scheduleId: string;
  accountId: string;
  holdId: string;
  passId: string;
  seats: { seatId: number; grade: Grade }[];
};

/** What a violation of each constraint means to the person. */
const refusalOf: Record<string, RefusalCode> = {
  reservation_seats_live_seat_unique: 'seat_taken',
  reservation_seats_live_slot_unique: 'seats_over_limit',
  reservations_live_pass_unique: 'already_reserved',
  reservations_hold_unique: 'already_reserved',
  reservations_pkey: 'already_reserved',
};

/**
 * Writes a reservation with its seats, its event and the kept answer, in one statement: all or nothing. Prices are
 * the schedule's of this moment, and each seat takes one of the person's free slots 1..max. Null when the sale is
 * over or the person has no slot left; the unique indexes refuse seat_taken, seats_over_limit, already_reserved.
 */
export async function insertReservation(
  reservation: NewReservation,
  idempotency: Idempotency,
): Promise<ReservationView | null> {
  const { id, scheduleId, accountId, holdId, passId, seats } = reservation;
  const seatIds = seats.map((seat) => seat.seatId);
  const seatGrades = seats.map((seat) => seat.grade);
  try {
    const rows = await prisma.$queryRaw<{ body: ReservationView }[]>`
      WITH terms AS (
        SELECT seats_per_person_max, reservation_seconds FROM schedules
        WHERE id = ${scheduleId}::uuid AND cancelled_at IS NULL AND now() < closes_at
      ), wanted AS (
        SELECT w.seat_index, w.grade, p.price, row_number() OVER (ORDER BY w.seat_index) AS n
        FROM unnest(${seatIds}::int[], ${seatGrades}::text[]) AS w (seat_index, grade)
        JOIN schedule_prices p ON p.schedule_id = ${scheduleId}::uuid AND p.grade = w.grade
      ), slots AS (
        SELECT numbers.slot, row_number() OVER (ORDER BY numbers.slot) AS n
        FROM terms, generate_series(1, seats_per_person_max) AS numbers (slot)
        WHERE NOT EXISTS (
          SELECT FROM reservation_seats r WHERE r.schedule_id = ${scheduleId}::uuid
            AND r.account_id = ${accountId}::uuid AND r.slot = numbers.slot AND r.live)
      ), placed AS (
        SELECT seat_index, grade, price, slot FROM wanted JOIN slots USING (n)
      ), made AS (
        INSERT INTO reservations (id, schedule_id, account_id, hold_id, pass_id, total, expires_at)
        SELECT ${id}::uuid, ${scheduleId}::uuid, ${accountId}::uuid, ${holdId}::uuid, ${passId}::uuid,
          (SELECT sum(price) FROM placed), now() + make_interval(secs => reservation_seconds)
        FROM terms WHERE (SELECT count(*) FROM placed) = ${seats.length}::int
        RETURNING id, total, expires_at, created_at
      ), seated AS (
        INSERT INTO reservation_seats (reservation_id, schedule_id, account_id, seat_index, slot, grade, price)
        SELECT made.id, ${scheduleId}::uuid, ${accountId}::uuid, seat_index, slot, grade, price FROM made, placed
      ), event AS (
        INSERT INTO outbox (type, key, payload)
        SELECT 'reservation.created', id::text, jsonb_build_object('reservationId', id,
          'scheduleId', ${scheduleId}::uuid, 'accountId', ${accountId}::uuid, 'passId', ${passId}::uuid,
          'seatIndexes', ${seatIds}::int[]) FROM made
      ), answer AS (
        SELECT jsonb_build_object('id', id, 'scheduleId', ${scheduleId}::uuid, 'status', 'RESERVING',
          'seats', (SELECT jsonb_agg(jsonb_build_object('seatId', seat_index, 'grade', grade, 'price', price)
            ORDER BY seat_index) FROM placed),
          'total', total, 'expiresAt', ${isoSql(Prisma.sql`expires_at`)},
          'createdAt', ${isoSql(Prisma.sql`created_at`)},
          'reservedAt', NULL, 'cancelledAt', NULL, 'cancelledReason', NULL) AS body FROM made
      ), kept AS (
        ${keepAnswerSql(idempotency, Prisma.sql`body`, Prisma.sql`FROM answer`)}
      )
      SELECT body FROM answer`;
    return rows[0]?.body ?? null;
  } catch (error) {
    const code = refusalOf[violatedConstraint(error) ?? ''];
    throw code ? new Refusal(code) : error;
  }
}

const withSeats = {
  include: { reservationSeats: { orderBy: { seatIndex: 'asc' } } },
} as const satisfies Prisma.ReservationFindManyArgs;

export type ReservationRow = Prisma.ReservationGetPayload<typeof withSeats>;

export function findOwned(accountId: string, id: string): Promise<ReservationRow | null> {
  return prisma.reservation.findFirst({ ...withSeats, where: { id, accountId } });
}

/** An account's reservations before `cursor`, newest first. */
export function listOwned(
  accountId: string,
  cursor: string | undefined,
  limit: number,
): Promise<ReservationRow[]> {
  return prisma.reservation.findMany({
    ...withSeats,
    where: { accountId, ...(cursor && { id: { lt: cursor } }) },
    orderBy: { id: 'desc' },
    take: limit,
  });
}

/** A payment on its way must not meet the sweeper: what is due is left alone this long. */
const expiryGraceSeconds = 2;

/** Cancels unpaid reservations whose time is over, oldest first, and frees their seats; returns how many. */
export async function cancelOverdue(limit: number): Promise<number> {
  return prisma.$executeRaw`
    WITH due AS (
      SELECT id FROM reservations
      WHERE status = 'RESERVING' AND expires_at < now() - make_interval(secs => ${expiryGraceSeconds})
      ORDER BY expires_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ), freed AS (
      UPDATE reservation_seats s SET live = false FROM due WHERE s.reservation_id = due.id
      RETURNING s.reservation_id, s.seat_index
    ), event AS (
      INSERT INTO outbox (type, key, payload)
      SELECT 'reservation.cancelled', r.id::text, jsonb_build_object('reservationId', r.id,
        'scheduleId', r.schedule_id, 'accountId', r.account_id, 'passId', r.pass_id, 'reason', 'expired',
        'seatIndexes', (SELECT jsonb_agg(seat_index) FROM freed WHERE reservation_id = r.id))
      FROM reservations r JOIN due USING (id)
    )
    UPDATE reservations r SET status = 'CANCELLED', cancelled_reason = 'expired', cancelled_at = now()
    FROM due WHERE r.id = due.id`;
}

import { coalesce } from '@/server/platform/coalesce';
import { isOffence, Prisma, prisma, queryRows, violatedConstraint } from '@/server/platform/db';
import type { Idempotency } from '@/server/platform/idempotency';
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
  /** Whether a script has written it on the map, so that no event needs to. */
  isOnMap: boolean;
  idempotency: Idempotency;
};

/** What a violation of each constraint means to the person. */
const refusalOf: Record<string, RefusalCode> = {
  reservation_seats_live_seat_unique: 'seat_taken',
  reservation_seats_live_slot_unique: 'seats_over_limit',
  reservations_live_pass_unique: 'already_reserved',
  reservations_hold_unique: 'already_reserved',
  reservations_pkey: 'already_reserved',
};

const insert = coalesce<NewReservation, ReservationView | null>({
  batchMax: 64,
  inFlightMax: 2, // a third makes the batches smaller, and what is spent on an order larger
  keysOf: ({ id, scheduleId, accountId, idempotency, seats }) => [
    `r:${id}`,
    `p:${scheduleId}:${accountId}`,
    `k:${idempotency.scope}`,
    // Without Redis before it a whole crowd may ask for one seat: each fails alone then, and spoils no batch.
    ...seats.map(({ seatId }) => `s:${scheduleId}:${seatId}`),
  ],
  isOffence,
  run: insertReservations,
});

/**
 * Writes a reservation with its seats, the kept answer and, where the map does not know of it, its event, in one statement:
 * all or nothing. Prices are the schedule's of this moment, and each seat takes one of the person's free slots 1..max. Null when the sale is
 * over, the person has no slot left, or it was written before; the unique indexes refuse seat_taken,
 * seats_over_limit, already_reserved.
 */
export async function insertReservation(
  reservation: NewReservation,
): Promise<ReservationView | null> {
  try {
    return await insert(reservation);
  } catch (error) {
    const code = refusalOf[violatedConstraint(error) ?? ''];
    throw code ? new Refusal(code) : error;
  }
}

/**
 * `asked`: the reservations that may still be. Their schedules and concerts are locked: who cancels the one or takes
 * the other back waits for us, or we for them, and then they are not for sale.
 */
function askedSql(made: NewReservation[]): Prisma.Sql {
  const column = <T>(of: (one: NewReservation) => T) => made.map(of);
  let from = 1;
  const seatFrom = made.map(({ seats }) => (from += seats.length) - seats.length);
  return Prisma.sql`asked AS (
      SELECT a.*, seats_per_person_max, reservation_seconds FROM unnest(
        ${column((one) => one.id)}::uuid[], ${column((one) => one.scheduleId)}::uuid[],
        ${column((one) => one.accountId)}::uuid[], ${column((one) => one.holdId)}::uuid[],
        ${column((one) => one.passId)}::uuid[], ${seatFrom}::int[],
        ${column((one) => one.seats.length)}::int[], ${column((one) => one.idempotency.scope)}::text[],
        ${column((one) => one.idempotency.requestHash)}::text[],
        ${column((one) => one.isOnMap)}::boolean[]
      ) AS a (id, schedule_id, account_id, hold_id, pass_id, seat_from, seat_count, scope, request_hash, is_on_map)
      JOIN schedules s ON s.id = a.schedule_id AND s.cancelled_at IS NULL AND now() < s.closes_at
      JOIN concerts c ON c.id = s.concert_id AND c.published_at IS NOT NULL
      WHERE NOT EXISTS (SELECT FROM idempotency_keys k WHERE k.scope = a.scope)
        AND NOT EXISTS (SELECT FROM reservations r WHERE r.id = a.id)
      FOR KEY SHARE OF c, s
    )`;
}

/**
 * `placed`: each with its seats at the schedule's prices and, one a seat, the person's free slots; only those that get
 * all of them. Everything that the inserts need is in its row, and what belongs to a reservation is looked up for it
 * alone: joins among the parts of a batch would be nested loops, for Postgres takes a batch for a row.
 */
function placedSql(made: NewReservation[]): Prisma.Sql {
  const seats = made.flatMap((one) => one.seats.toSorted((a, b) => a.seatId - b.seatId));
  return Prisma.sql`placed AS (
      SELECT a.*, w.*, slots.free AS slots, now()::timestamptz(3) AS created_at,
        (now() + make_interval(secs => reservation_seconds))::timestamptz(3) AS expires_at
      FROM asked a, LATERAL (
        SELECT array(SELECT n FROM generate_series(1, a.seats_per_person_max) AS n
          WHERE n <> ALL (array(SELECT slot FROM reservation_seats r
            WHERE r.schedule_id = a.schedule_id AND r.account_id = a.account_id AND r.live))
          ORDER BY n LIMIT a.seat_count) AS free OFFSET 0
      ) slots, LATERAL (
        SELECT sum(price) AS total, array_agg(seat_index ORDER BY i) AS seat_indexes,
          array_agg(grade ORDER BY i) AS grades, array_agg(price ORDER BY i) AS prices,
          jsonb_agg(jsonb_build_object('seatId', seat_index, 'grade', grade, 'price', price)
            ORDER BY i) AS seats
        FROM unnest(
          (${seats.map(({ seatId }) => seatId)}::int[])[seat_from:seat_from + seat_count - 1],
          (${seats.map(({ grade }) => grade)}::text[])[seat_from:seat_from + seat_count - 1]
        ) WITH ORDINALITY AS seat (seat_index, grade, i), LATERAL (
          SELECT price FROM schedule_prices p
          WHERE p.schedule_id = a.schedule_id AND p.grade = seat.grade OFFSET 0
        ) p
      ) w
      WHERE cardinality(slots.free) = seat_count AND cardinality(seat_indexes) = seat_count
    )`;
}

async function insertReservations(made: NewReservation[]): Promise<(ReservationView | null)[]> {
  const rows = await queryRows<{ id: string; body: ReservationView }>(Prisma.sql`
    WITH ${askedSql(made)}, ${placedSql(made)}, made AS (
      INSERT INTO reservations
        (id, schedule_id, account_id, hold_id, pass_id, total, created_at, expires_at)
      SELECT id, schedule_id, account_id, hold_id, pass_id, total, created_at, expires_at
      FROM placed ORDER BY id
    ), seated AS (
      INSERT INTO reservation_seats (reservation_id, schedule_id, account_id, seat_index, slot, grade, price)
      SELECT id, schedule_id, account_id, seat.*
      FROM placed, unnest(seat_indexes, slots, grades, prices) AS seat (seat_index, slot, grade, price)
      ORDER BY schedule_id, seat_index
    ), event AS (
      INSERT INTO outbox (type, key, payload)
      SELECT 'reservation.created', id::text, jsonb_build_object('reservationId', id,
        'scheduleId', schedule_id, 'accountId', account_id, 'passId', pass_id,
        'seatIndexes', seat_indexes)
      FROM placed WHERE NOT is_on_map ORDER BY id
    ), answer AS (
      SELECT id, scope, request_hash, jsonb_build_object('id', id, 'scheduleId', schedule_id,
        'status', 'RESERVING', 'seats', seats, 'total', total,
        'expiresAt', ${isoSql(Prisma.sql`expires_at`)}, 'createdAt', ${isoSql(Prisma.sql`created_at`)},
        'reservedAt', NULL, 'cancelledAt', NULL, 'cancelledReason', NULL) AS body
      FROM placed
    ), kept AS (
      INSERT INTO idempotency_keys (scope, request_hash, status, body)
      SELECT scope, request_hash, 201, body FROM answer ORDER BY id
    )
    SELECT id::text, body FROM answer`);
  const bodies = new Map(rows.map(({ id, body }) => [id, body]));
  return made.map(({ id }) => bodies.get(id) ?? null);
}

/** Which of the seats are somebody's. */
export async function listTaken(scheduleId: string, seatIds: number[]): Promise<number[]> {
  const rows = await prisma.reservationSeat.findMany({
    where: { scheduleId, seatIndex: { in: seatIds }, live: true },
    select: { seatIndex: true },
  });
  return rows.map(({ seatIndex }) => seatIndex);
}

const withSeats = {
  include: {
    reservationSeats: { orderBy: { seatIndex: 'asc' } },
    // Orders that nobody paid are not shown: a person may have opened several.
    payments: {
      where: { status: { in: ['CONFIRMING', 'COMPLETED', 'RETURNED'] } },
      orderBy: { id: 'desc' },
      take: 1,
      include: { refund: { select: { amount: true, status: true } } },
    },
  },
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
        'scheduleId', r.schedule_id, 'accountId', r.account_id, 'passId', r.pass_id, 'reason', 'expired', 'paid', false,
        'seatIndexes', (SELECT jsonb_agg(seat_index) FROM freed WHERE reservation_id = r.id))
      FROM reservations r JOIN due USING (id)
    )
    UPDATE reservations r SET status = 'CANCELLED', cancelled_reason = 'expired', cancelled_at = now()
    FROM due WHERE r.id = due.id`;
}

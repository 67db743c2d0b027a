import { Prisma, prisma, queryRows } from '@/server/platform/db';
import type { Grade } from '@/server/venues/layout.schema';
import type { ReservedSeats } from './seats.redis';
import type { OrphanRule } from './orphans.schema';
import type { SeatsAwayMode } from './seats.schema';

export type TermsRow = {
  scheduleId: string;
  layoutId: string;
  updatedAt: Date;
  opensAt: Date;
  closesAt: Date;
  isCancelled: boolean;
  seatsPerPersonMax: number;
  holdSeconds: number;
  seatsAwayMode: SeatsAwayMode;
  orphanRule: OrphanRule;
  blockedSeats: number[];
  /** Integer won by grade. */
  prices: Partial<Record<Grade, number>>;
};

/** Null also for a draft's schedule: nothing of it is on sale. */
export async function selectTerms(scheduleId: string): Promise<TermsRow | null> {
  const row = await prisma.schedule.findUnique({
    where: { id: scheduleId, concert: { publishedAt: { not: null } } },
    include: { schedulePrices: true },
  });
  if (!row) return null;
  return {
    scheduleId: row.id,
    layoutId: row.layoutId,
    updatedAt: row.updatedAt,
    opensAt: row.opensAt,
    closesAt: row.closesAt,
    isCancelled: row.cancelledAt !== null,
    seatsPerPersonMax: row.seatsPerPersonMax,
    holdSeconds: row.holdSeconds,
    seatsAwayMode: row.seatsAwayMode as SeatsAwayMode,
    orphanRule: row.orphanRule as OrphanRule,
    blockedSeats: row.blockedSeats,
    prices: Object.fromEntries(
      row.schedulePrices.map(({ grade, price }) => [grade, Number(price)]),
    ),
  };
}

export type LiveSeat = {
  seatIndex: number;
  reservationId: string;
  accountId: string;
  isSold: boolean;
};

/** Every seat of a schedule that Postgres says is somebody's. */
export async function selectLiveSeats(scheduleId: string): Promise<LiveSeat[]> {
  return prisma.$queryRaw<LiveSeat[]>`
    SELECT s.seat_index AS "seatIndex", s.reservation_id AS "reservationId", s.account_id AS "accountId",
           r.status = 'RESERVED' AS "isSold"
    FROM reservation_seats s JOIN reservations r ON r.id = s.reservation_id
    WHERE s.schedule_id = ${scheduleId}::uuid AND s.live`;
}

export type ReservationOutcome = ReservedSeats & { status: 'RESERVING' | 'RESERVED' | 'CANCELLED' };

/** What became of reservations, by id; one that was never written is missing. */
export async function selectOutcomes(
  reservationIds: string[],
): Promise<Map<string, ReservationOutcome>> {
  if (reservationIds.length === 0) return new Map();
  const rows = await queryRows<ReservationOutcome>(Prisma.sql`
    SELECT r.id AS "reservationId", r.schedule_id AS "scheduleId", r.account_id AS "accountId", r.status,
      array_agg(s.seat_index) AS "seatIndexes"
    FROM reservations r JOIN reservation_seats s ON s.reservation_id = r.id
    WHERE r.id = ANY(${reservationIds}::uuid[]) GROUP BY r.id`);
  return new Map(rows.map((row) => [row.reservationId, row]));
}

/** Published schedules whose seats may be moving: on sale, or to open within the hour. */
export async function selectMovingSchedules(): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    SELECT s.id FROM schedules s JOIN concerts c ON c.id = s.concert_id AND c.published_at IS NOT NULL
    WHERE s.opens_at < now() + interval '1 hour' AND s.closes_at > now() - interval '1 hour'`;
  return rows.map((row) => row.id);
}

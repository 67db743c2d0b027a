import { prisma, Prisma, type Tx, violatedConstraint } from '@/server/platform/db';
import { Refusal } from '@/server/platform/refusal';
import type { ScheduleChange, ScheduleInput } from './schedules.schema';

const withEverything = {
  schedulePrices: true,
  layout: { select: { venue: true } },
  concert: { include: { organiser: { select: { id: true } } } },
} satisfies Prisma.ScheduleInclude;

export type ScheduleRow = Prisma.ScheduleGetPayload<{ include: typeof withEverything }>;

/** A concert's schedules in the order they are played; cancelled ones too. */
export function selectSchedulesOf(concertId: string): Promise<ScheduleRow[]> {
  return prisma.schedule.findMany({
    where: { concertId },
    include: withEverything,
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
    take: 1_000,
  });
}

export function selectSchedule(id: string): Promise<ScheduleRow | null> {
  return prisma.schedule.findUnique({ where: { id }, include: withEverything });
}

export async function insertScheduleTx(
  tx: Tx,
  id: string,
  { prices, ...fields }: ScheduleInput & { closesAt: Date },
): Promise<void> {
  await tx.schedule.create({
    data: { ...fields, id, schedulePrices: { create: priceRows(prices) } },
    select: { id: true },
  });
}

const priceRows = (prices: ScheduleInput['prices']) =>
  prices.map(({ grade, price }) => ({ grade, price: BigInt(price) }));

export type LockedSchedule = {
  concertId: string;
  organiserId: string;
  layoutId: string;
  startsAt: Date;
  opensAt: Date;
  closesAt: Date;
  paused: boolean;
  admissionsPerMinute: number;
  autoRate: boolean;
  capacity: number;
  seatsPerPersonMax: number;
  cancelledAt: Date | null;
  updatedAt: Date;
};

/** The schedule, with nobody reserving a seat of it until the transaction ends (a reservation's foreign key waits). */
export async function lockScheduleTx(
  tx: Tx,
  id: string,
  owner: string | null,
): Promise<LockedSchedule> {
  const [row] = await tx.$queryRaw<LockedSchedule[]>`
    SELECT s.concert_id AS "concertId", c.organiser_id AS "organiserId", s.layout_id AS "layoutId",
      s.starts_at AS "startsAt", s.opens_at AS "opensAt", s.closes_at AS "closesAt",
      s.paused, s.admissions_per_minute AS "admissionsPerMinute", s.auto_rate AS "autoRate", s.capacity,
      s.seats_per_person_max AS "seatsPerPersonMax", s.cancelled_at AS "cancelledAt", s.updated_at AS "updatedAt"
    FROM schedules s JOIN concerts c ON c.id = s.concert_id
    WHERE s.id = ${id}::uuid AND (${owner}::uuid IS NULL OR c.organiser_id = ${owner}::uuid)
    FOR UPDATE OF s`;
  if (!row) throw new Refusal('not_found');
  return row;
}

export async function hasReservationsTx(tx: Tx, scheduleId: string): Promise<boolean> {
  return (await tx.reservation.findFirst({ where: { scheduleId }, select: { id: true } })) !== null;
}

/**
 * `updatedAt` is the order of a schedule's changes, in which Redis's copies are written: each change is at least a
 * millisecond after the one before it, whichever process's clock is behind.
 */
export async function changeScheduleTx(
  tx: Tx,
  id: string,
  before: LockedSchedule,
  { prices, reason: _reason, ...fields }: ScheduleChange,
): Promise<void> {
  const updatedAt = new Date(Math.max(Date.now(), before.updatedAt.getTime() + 1));
  await tx.schedule.update({ where: { id }, data: { ...fields, updatedAt } });
  if (!prices) return;
  await tx.schedulePrice.deleteMany({ where: { scheduleId: id } });
  await tx.schedulePrice.createMany({
    data: priceRows(prices).map((price) => ({ scheduleId: id, ...price })),
  });
}

/** A reservation, even a cancelled one, keeps its schedule. */
export async function removeScheduleTx(tx: Tx, id: string): Promise<void> {
  try {
    await tx.schedule.delete({ where: { id } });
  } catch (error) {
    if (violatedConstraint(error) === 'reservations_schedule_id_fkey') {
      throw new Refusal('schedule_has_sales');
    }
    throw error;
  }
}

export async function countSold(scheduleIds: string[]): Promise<Map<string, number>> {
  const rows = await prisma.$queryRaw<{ id: string; sold: number }[]>`
    SELECT r.schedule_id AS id, count(*)::int AS sold
    FROM reservation_seats r JOIN reservations o ON o.id = r.reservation_id
    WHERE r.schedule_id = ANY(${scheduleIds}::uuid[]) AND r.live AND o.status = 'RESERVED'
    GROUP BY r.schedule_id`;
  return new Map(rows.map((row) => [row.id, row.sold]));
}

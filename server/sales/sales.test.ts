import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { auditAll } from '@/server/audit';
import { drainBus } from '@/server/jobs/bus';
import type { BusEvent } from '@/server/outbox';
import { busEventSchema } from '@/server/outbox/events.schema';
import { prisma } from '@/server/platform/db';
import { cancelReservation, cancelReservationAsStaff } from '@/server/reservations';
import { anAdmin, aPaidReservation, aReservation, aSchedule, onceAs } from '@/server/testing';
import { countSales, rebuildSales } from './index';

const aSoonSchedule = () => aSchedule({ startsAt: new Date(Date.now() + 5 * 86_400_000) });

type Reserved = Pick<Awaited<ReturnType<typeof aReservation>>, 'fan' | 'id'>;

const cancel = ({ fan, id: reservationId }: Reserved) =>
  cancelReservation(fan, { reservationId, reason: '', idempotency: onceAs(fan) });

/** Seats of the hall's first row, which are dear, and of its last, which are not. */
async function aSale() {
  const { id: scheduleId } = await aSoonSchedule();
  const mixed = await aPaidReservation({ scheduleId, seatIds: [0, 1, 479] });
  await aPaidReservation({ scheduleId, seatIds: [2, 3] });
  const unpaid = await aReservation({ scheduleId, seatIds: [5] });
  await cancel(unpaid);
  const { refund } = await cancel(mixed);
  return { scheduleId, mixed, refund: refund! };
}

const events = async (): Promise<BusEvent[]> => {
  const rows = await prisma.outboxEvent.findMany({ orderBy: { id: 'asc' } });
  return rows.map(({ eventId, type, key, payload }) =>
    busEventSchema.parse({ eventId, type, key, payload }),
  );
};

const counters = async () =>
  (await prisma.salesCounter.findMany({ orderBy: { soldSeats: 'desc' } })).map((row) => ({
    grade: row.grade,
    sold: row.soldSeats,
    revenue: Number(row.revenue),
    cancelled: row.cancelledSeats,
    refunded: Number(row.refunded),
    fees: Number(row.fees),
  }));

const violations = async () =>
  (await auditAll()).flatMap(({ findings }) => findings.map(({ finds }) => finds));

const wrongCounters =
  'a sale’s counters that are not what was sold, cancelled, refunded and kept, less what is still to be counted';

async function expectCounted({ mixed, refund }: Awaited<ReturnType<typeof aSale>>) {
  const prices = mixed.seats.map(({ price }) => price);
  const [dear, , cheap] = prices as [number, number, number];
  const [front, back] = await counters();
  expect(front).toMatchObject({ sold: 4, revenue: 4 * dear, cancelled: 2 });
  expect(back).toMatchObject({ sold: 1, revenue: cheap, cancelled: 1 });
  expect(front!.refunded + front!.fees).toBe(2 * dear);
  expect(back!.refunded + back!.fees).toBe(cheap);
  expect(front!.fees + back!.fees).toBe(refund.fee);
  expect(refund.fee).toBeGreaterThan(0);
  expect(await violations()).toEqual([]);
}

/** Ends whoever waits for a lock in the midst of counting; returns how many. */
async function endWaiting(): Promise<number> {
  const ended = await prisma.$queryRaw<unknown[]>`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%INTO consumed_events%'`;
  return ended.length;
}

describe('the counters of a sale', () => {
  it('count seats and won by grade as events are consumed, what was cancelled with its fee, and nothing unpaid', async () => {
    const sale = await aSale();
    await drainBus();
    await expectCounted(sale);
  });

  it('count each event once, delivered twice in bursts to two workers at once, in pieces and in any order', async () => {
    const sale = await aSale();
    const all = await events();
    const twice = [...all, ...all.toReversed()];
    await Promise.all([
      countSales(twice),
      countSales(twice.toReversed()),
      ...all.map((event) => countSales([event, event])),
    ]);
    await countSales(twice);
    await drainBus();
    await expectCounted(sale);
  });

  it('lose and repeat nothing when a count is cut off midway and tried again', async () => {
    const sale = await aSale();
    const [first, ...rest] = (await events()).filter(({ type }) => type === 'reservation.reserved');
    await countSales(rest);
    const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
    await client.connect();
    try {
      await client.query('BEGIN');
      await client.query('SELECT FROM sales_counters FOR UPDATE');
      const cutOff = countSales([first!, ...(await events())]).catch((error: unknown) => error);
      await expect.poll(endWaiting, { timeout: 10_000 }).toBeGreaterThan(0);
      expect(await cutOff).toBeInstanceOf(Error);
    } finally {
      await client.end();
    }
    await drainBus();
    await expectCounted(sale);
  });

  it('are counted anew from Postgres while people buy and events come', async () => {
    const { id: scheduleId } = await aSoonSchedule();
    const buy = async (seat: number) => {
      const bought = await aPaidReservation({ scheduleId, seatIds: [seat] });
      if (seat % 3 === 0) await cancel(bought);
      await countSales(await events());
    };
    await prisma.salesCounter.create({ data: { scheduleId, grade: 'X', soldSeats: 7 } });
    const seats = Array.from({ length: 12 }, (_, seat) => seat);
    await Promise.all([...seats.map(buy), ...seats.map(() => rebuildSales())]);
    await drainBus();
    expect(await rebuildSales()).toBe(0);
    expect(await counters()).toMatchObject([
      { sold: 12, cancelled: 4 },
      { grade: 'X', sold: 0 },
    ]);
    expect(await violations()).toEqual([]);
  });

  it('are compared by the audit with what was sold, and what is still to be counted is no violation', async () => {
    const { scheduleId } = await aSale();
    await rebuildSales();
    const later = await aPaidReservation({ scheduleId, seatIds: [10] });
    const admin = await anAdmin();
    const command = { reservationId: later.id, reason: 'ill', idempotency: onceAs(admin) };
    await cancelReservationAsStaff(admin, command);
    expect(await violations()).toEqual([]);
    await drainBus();
    expect(await violations()).toEqual([]);
    const [one] = await prisma.salesCounter.findMany({ orderBy: { soldSeats: 'desc' }, take: 1 });
    const where = { scheduleId_grade: { scheduleId, grade: one!.grade } };
    for (const wrong of [{ soldSeats: { increment: 1 } }, { fees: { increment: 1 } }]) {
      await prisma.salesCounter.update({ where, data: wrong });
      expect(await violations()).toContain(wrongCounters);
      expect(await rebuildSales()).toBe(1);
      expect(await violations()).toEqual([]);
    }
  });
});

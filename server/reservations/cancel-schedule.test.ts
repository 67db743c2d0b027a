import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { auditAll } from '@/server/audit';
import { holdSeats } from '@/server/holds';
import { drainBus } from '@/server/jobs/bus';
import { cancellationJob } from '@/server/jobs/cancellations';
import { prisma } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { insertWalletPayments } from '@/server/payments/payments.store';
import { cancelSchedule } from '@/server/schedules';
import { findSnapshot, seatCounts } from '@/server/seats';
import {
  aFan,
  anAdmin,
  aPaidReservation,
  aPass,
  aReservation,
  aSchedule,
  onceAs,
  type Person,
} from '@/server/testing';
import { chargeWallet, findWallet, listWalletTransactions } from '@/server/wallets';
import { cancelSomeOf } from './cancellation.store';
import {
  cancelReservation,
  cancelReservationAsStaff,
  expireReservations,
  reserveHold,
} from './index';

const cancelShow = async (scheduleId: string) => {
  const admin = await anAdmin();
  return cancelSchedule(admin, { scheduleId, reason: 'storm', idempotency: onceAs(admin) });
};

const cancelOwn = (fan: Person, reservationId: string) =>
  cancelReservation(fan, { reservationId, reason: '', idempotency: onceAs(fan) });

const violations = async () => (await auditAll()).filter((result) => result.violations > 0);

/** As it was a moment before the show was cancelled. */
async function insertUnpaid({ id: accountId }: Person, scheduleId: string, price: bigint) {
  const id = newId();
  const [holdId, passId, createdAt] = [newId(), newId(), new Date(Date.now() - 60_000)];
  const expiresAt = new Date(Date.now() + 60_000);
  const seat = { scheduleId, accountId, seatIndex: 0, slot: 1, grade: 'VIP', price };
  await prisma.reservation.create({
    data: {
      ...{ id, scheduleId, accountId, holdId, passId, total: price, expiresAt, createdAt },
      reservationSeats: { create: seat },
    },
  });
  return id;
}

async function waitForLock(): Promise<void> {
  await expect
    .poll(
      () => prisma.$queryRaw`SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      { timeout: 10_000 },
    )
    .toHaveLength(1);
}

describe('the reservations of a cancelled show', () => {
  test('paid and unpaid, are cancelled and refunded in full without a fee, each with its event', async () => {
    const { id: scheduleId } = await aSchedule();
    const paid = await aPaidReservation({ scheduleId, seatIds: [1, 2] });
    const unpaid = await aReservation({ scheduleId, seatIds: [5] });
    const other = await aPaidReservation();
    await cancelShow(scheduleId);
    await cancellationJob.run();
    const where = { scheduleId };
    expect(await prisma.reservation.findMany({ where, orderBy: { id: 'asc' } })).toMatchObject([
      { id: paid.id, status: 'CANCELLED', cancelledReason: 'schedule_cancelled' },
      { id: unpaid.id, status: 'CANCELLED', cancelledReason: 'schedule_cancelled' },
    ]);
    expect(await findWallet(paid.fan)).toMatchObject({ balance: paid.total });
    expect(await prisma.refund.findMany()).toMatchObject([
      { amount: BigInt(paid.total), fee: 0n, status: 'COMPLETED' },
    ]);
    expect(await prisma.ticket.count({ where: { scheduleId, status: 'VALID' } })).toBe(0);
    expect(await prisma.reservationSeat.count({ where: { scheduleId, live: true } })).toBe(0);
    const events = await prisma.outboxEvent.findMany({
      where: { type: 'reservation.cancelled' },
      orderBy: { key: 'asc' },
    });
    expect(events).toMatchObject([
      { key: paid.id, payload: { seatIndexes: [1, 2], reason: 'schedule_cancelled' } },
      { key: unpaid.id, payload: { seatIndexes: [5], reason: 'schedule_cancelled' } },
    ]);
    const { status } = await prisma.reservation.findUniqueOrThrow({ where: { id: other.id } });
    expect(status).toBe('RESERVED');
    expect(await violations()).toEqual([]);
  });

  test('come back to one wallet row by row, however many of them one person has', async () => {
    const { id: scheduleId } = await aSchedule();
    const fan = await aFan();
    const totals: number[] = [];
    for (const seat of [0, 1, 2, 3]) {
      totals.push((await aPaidReservation({ fan, scheduleId, seatIds: [seat] })).total);
      await drainBus(); // the map has settled: the next hold may be taken
    }
    await cancelShow(scheduleId);
    await cancellationJob.run();
    const { transactions } = await listWalletTransactions(fan, { size: 4 });
    expect(transactions.map(({ kind }) => kind)).toEqual(Array(4).fill('REFUND'));
    const sum = totals.reduce((all, total) => all + total, 0);
    expect(transactions[0]).toMatchObject({ balanceAfter: sum });
    expect(transactions.map(({ balanceAfter, amount }) => balanceAfter - amount)).toEqual([
      ...transactions.slice(1).map(({ balanceAfter }) => balanceAfter),
      0,
    ]);
    expect(await violations()).toEqual([]);
  });

  test('are not touched while the show is not cancelled', async () => {
    const { scheduleId, id } = await aPaidReservation();
    expect(await cancelSomeOf(scheduleId, 500)).toBe(0);
    await cancellationJob.run();
    expect(await prisma.reservation.findUnique({ where: { id } })).toMatchObject({
      status: 'RESERVED',
    });
  });

  test('that are being paid at that moment end refunded, however the two statements meet', async () => {
    const { id: scheduleId } = await aSchedule();
    const fan = await aFan();
    const price = 1_000n;
    const rounds = 300;
    await chargeWallet(fan, { amount: Number(price), idempotency: onceAs(fan) });
    await prisma.schedule.update({ where: { id: scheduleId }, data: { cancelledAt: new Date() } });
    let paid = 0;
    for (let round = 0; round < rounds; round++) {
      const id = await insertUnpaid(fan, scheduleId, price);
      const payment = { id: newId(), reservationId: id, accountId: fan.id };
      const [payments] = await Promise.all([
        insertWalletPayments([{ ...payment, idempotency: onceAs(fan) }]),
        ...Array.from({ length: 2 + (round % 3) }, () => cancelSomeOf(scheduleId, 10)),
      ]);
      while ((await cancelSomeOf(scheduleId, 10)) > 0);
      if (payments[0]) paid++;
    }
    expect(await prisma.reservationSeat.count({ where: { live: true } })).toBe(0);
    expect(paid).toBeGreaterThan(0);
    expect(await prisma.refund.count()).toBe(paid);
    expect(await findWallet(fan)).toMatchObject({ balance: Number(price) });
    expect(await violations()).toEqual([]);
  }, 60_000);
});

describe('from the moment a show is cancelled', () => {
  test('nobody reserves a seat: who is about to waits for the mark and is refused', async () => {
    const { id: scheduleId } = await aSchedule();
    const fan = await aFan();
    const passId = await aPass(fan, scheduleId);
    const input = { seatIds: [0] };
    const hold = await holdSeats(fan, { scheduleId, passId, input, idempotency: onceAs(fan) });
    const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
    await client.connect();
    await client.query('BEGIN');
    await client.query('SELECT FROM schedules WHERE id = $1 FOR UPDATE', [scheduleId]);
    await client.query('UPDATE schedules SET cancelled_at = now() WHERE id = $1', [scheduleId]);
    const reserving = Promise.allSettled([
      reserveHold(fan, { holdId: hold.id, idempotency: onceAs(fan) }),
    ]);
    await waitForLock();
    await client.query('COMMIT');
    await client.end();
    expect(await reserving).toMatchObject([{ reason: { code: 'sale_over' } }]);
    expect(await prisma.reservation.count()).toBe(0);
  });

  test('nobody holds a seat, and what was held is given back', async () => {
    const { id: scheduleId } = await aSchedule();
    await drainBus();
    const hold = async () => {
      const fan = await aFan();
      const passId = await aPass(fan, scheduleId);
      const input = { bestAvailable: { grade: 'A' as const, count: 2 } };
      return holdSeats(fan, { scheduleId, passId, input, idempotency: onceAs(fan) });
    };
    await hold();
    await hold();
    await cancelShow(scheduleId);
    await drainBus();
    await expect
      .poll(async () => (await seatCounts(scheduleId)).every(({ held }) => held === 0))
      .toBe(true);
    await expect(hold()).rejects.toMatchObject({ code: 'sale_over' });
  });
});

test('of ten who cancel one reservation at once, the fan, staff, the show and its expiry, one does: one refund, one event, and the map is free', async () => {
  for (const isPaid of [true, false]) {
    const { id: scheduleId } = await aSchedule();
    const options = { scheduleId, seatIds: [3, 4] };
    const { fan, id, total } = await (isPaid ? aPaidReservation(options) : aReservation(options));
    await drainBus();
    const admin = await anAdmin();
    const before = await prisma.outboxEvent.count({ where: { type: 'reservation.cancelled' } });
    const expiresAt = new Date(Date.now() - 60_000);
    if (!isPaid) await prisma.reservation.update({ where: { id }, data: { expiresAt } });
    const asStaff = () =>
      cancelReservationAsStaff(admin, {
        reservationId: id,
        reason: 'asked',
        idempotency: onceAs(admin),
      });
    await Promise.allSettled([
      ...[1, 2, 3].map(() => cancelOwn(fan, id)),
      ...[1, 2, 3].map(asStaff),
      ...[1, 2].map(() => expireReservations()),
      ...[1, 2].map(() => cancelShow(scheduleId).then(() => cancellationJob.run())),
    ]);
    await cancellationJob.run();
    const where = { payment: { reservationId: id } };
    const refunds = await prisma.refund.findMany({ where });
    expect(refunds).toHaveLength(isPaid ? 1 : 0);
    const fees = refunds.reduce((sum, { fee }) => sum + Number(fee), 0);
    if (isPaid) expect(await findWallet(fan)).toMatchObject({ balance: total - fees });
    expect(await prisma.outboxEvent.count({ where: { type: 'reservation.cancelled' } })).toBe(
      before + 1,
    );
    await drainBus();
    await expect
      .poll(async () => (await findSnapshot(scheduleId)).status.slice(0, 6))
      .toBe('000000');
    expect(await violations()).toEqual([]);
  }
});

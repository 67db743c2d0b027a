import pg from 'pg';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { api } from '@/server/http/app';
import { prisma } from '@/server/platform/db';
import { Refusal } from '@/server/platform/refusal';
import { payReservation } from '@/server/payments';
import {
  aFan,
  anAdmin,
  anOrganiser,
  aPaidReservation,
  aReservation,
  aSchedule,
  bearerOf,
  onceAs,
  type Person,
} from '@/server/testing';
import { findWallet, listWalletTransactions } from '@/server/wallets';
import { cancelReservation, cancelReservationAsStaff, quoteCancellation } from './index';

const daysFromNow = (days: number) => new Date(Date.now() + days * 86_400_000);

const dayMs = 86_400_000;
const koreaAheadMs = 9 * 3_600_000;
/** When the next day begins in Korea. */
const nextMidnight = () =>
  (Math.floor((Date.now() + koreaAheadMs) / dayMs) + 1) * dayMs - koreaAheadMs;

/** Cancels with a key of its own unless told. */
const cancel = (fan: Person, reservationId: string, key?: string, reason = '') =>
  cancelReservation(fan, {
    reservationId,
    reason,
    idempotency: onceAs(fan, key, { reason }),
  });

const cancelAsStaff = (staff: Person, reservationId: string) =>
  cancelReservationAsStaff(staff, { reservationId, reason: 'asked', idempotency: onceAs(staff) });

async function aPaidSale(days: number) {
  const schedule = await aSchedule({ startsAt: daysFromNow(days) });
  return aPaidReservation({ scheduleId: schedule.id });
}

async function waitForLock(): Promise<void> {
  const waiting = () =>
    prisma.$queryRaw`SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  await expect.poll(waiting, { timeout: 10_000 }).toHaveLength(1);
}

const refunds = () => prisma.refund.findMany();
const events = () => prisma.outboxEvent.findMany({ where: { type: 'reservation.cancelled' } });

describe('cancelling a paid reservation', () => {
  it('gives back the price less the fee, frees the seats, voids the tickets and tells of it', async () => {
    const { fan, id, total, scheduleId, seats } = await aPaidSale(8);
    const fee = Math.floor(total / 10);
    expect(await quoteCancellation(fan, id)).toEqual({
      cancellable: true,
      daysLeft: 8,
      feePercent: 10,
      fee,
      refund: total - fee,
    });
    expect(await cancel(fan, id)).toMatchObject({
      reservationId: id,
      status: 'CANCELLED',
      refund: { amount: total - fee, fee, status: 'COMPLETED' },
    });
    expect(await findWallet(fan)).toMatchObject({ balance: total - fee });
    const [entry] = (await listWalletTransactions(fan, { size: 1 })).transactions;
    expect(entry).toMatchObject({ kind: 'REFUND', amount: total - fee, reservationId: id });
    expect(await prisma.reservationSeat.count({ where: { live: true } })).toBe(0);
    expect(await prisma.ticket.count({ where: { status: 'VOID' } })).toBe(seats.length);
    expect(await events()).toMatchObject([
      {
        key: id,
        payload: { scheduleId, accountId: fan.id, seatIndexes: seats.map((seat) => seat.seatId) },
      },
    ]);
  });

  it('gives everything back ten days before', async () => {
    const { fan, id, total } = await aPaidSale(10);
    expect(await cancel(fan, id)).toMatchObject({ refund: { amount: total, fee: 0 } });
    expect(await findWallet(fan)).toMatchObject({ balance: total });
  });

  it('is too late on the day of the show', async () => {
    const { fan, id, scheduleId } = await aPaidSale(8);
    const startsAt = new Date();
    await prisma.schedule.update({
      where: { id: scheduleId },
      data: { startsAt, closesAt: startsAt },
    });
    expect(await quoteCancellation(fan, id)).toMatchObject({ cancellable: false, refund: 0 });
    await expect(cancel(fan, id)).rejects.toMatchObject({ code: 'reservation_not_cancellable' });
    expect(await refunds()).toEqual([]);
  });

  it('costs nothing once the show itself is cancelled', async () => {
    const { fan, id, total, scheduleId } = await aPaidSale(2);
    await prisma.schedule.update({ where: { id: scheduleId }, data: { cancelledAt: new Date() } });
    expect(await cancel(fan, id)).toMatchObject({ refund: { amount: total, fee: 0 } });
  });

  it('happens once of twenty at once, with a key each', async () => {
    const { fan, id, total } = await aPaidSale(12);
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => cancel(fan, id)));
    const codes = answers.map((answer) =>
      answer.status === 'fulfilled' ? 'done' : (answer.reason as Refusal).code,
    );
    expect(codes.sort()).toEqual([...Array<string>(19).fill('already_cancelled'), 'done']);
    expect(await refunds()).toHaveLength(1);
    expect(await events()).toHaveLength(1);
    expect(await findWallet(fan)).toMatchObject({ balance: total });
  });

  it('answers twenty at once under one key the same', async () => {
    const { fan, id, total } = await aPaidSale(12);
    const answers = await Promise.all(Array.from({ length: 20 }, () => cancel(fan, id, 'one-key')));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await refunds()).toHaveLength(1);
    expect(await findWallet(fan)).toMatchObject({ balance: total });
    await expect(cancel(fan, id, 'one-key', 'other')).rejects.toMatchObject({
      code: 'idempotency_mismatch',
    });
  });

  it('is another’s to nobody', async () => {
    const { id } = await aPaidSale(12);
    for (const stranger of [await aFan(), await anAdmin()]) {
      await expect(cancel(stranger, id)).rejects.toMatchObject({ code: 'not_found' });
      await expect(quoteCancellation(stranger, id)).rejects.toMatchObject({ code: 'not_found' });
    }
    expect(await refunds()).toEqual([]);
  });
});

describe('a fan who was shown a fee', () => {
  afterEach(() => vi.useRealTimers());

  const cancelAt = (fan: Person, reservationId: string, feeShown: number, key?: string) =>
    cancelReservation(fan, {
      ...{ reservationId, reason: '', feeShown },
      idempotency: onceAs(fan, key, { feeShown }),
    });

  it('just before midnight is told after it that it has grown, and nothing is cancelled until they have seen that', async () => {
    const { fan, id, total, scheduleId } = await aPaidSale(20);
    const midnight = nextMidnight();
    const startsAt = new Date(midnight + 9 * dayMs + 3_600_000);
    await prisma.schedule.update({
      where: { id: scheduleId },
      data: { startsAt, closesAt: startsAt },
    });
    vi.useFakeTimers({ toFake: ['Date'], now: midnight - 1_000 });
    const { fee: feeShown } = await quoteCancellation(fan, id);
    expect(feeShown).toBe(0);
    vi.setSystemTime(midnight);
    const fee = total / 10;
    await expect(cancelAt(fan, id, feeShown, 'the-key')).rejects.toMatchObject({
      code: 'fee_changed',
      facts: { fee, refund: total - fee },
    });
    expect(await prisma.reservation.findUnique({ where: { id } })).toMatchObject({
      status: 'RESERVED',
    });
    expect([await refunds(), await events()]).toEqual([[], []]);
    expect(await findWallet(fan)).toMatchObject({ balance: 0 });
    expect(await cancelAt(fan, id, fee, 'the-key')).toMatchObject({
      refund: { amount: total - fee, fee },
    });
  });

  it('pays less where it is less by now', async () => {
    const { fan, id, total, scheduleId } = await aPaidSale(8);
    const { fee } = await quoteCancellation(fan, id);
    await prisma.schedule.update({ where: { id: scheduleId }, data: { cancelledAt: new Date() } });
    expect(fee).toBe(total / 10);
    expect(await cancelAt(fan, id, fee)).toMatchObject({ refund: { amount: total, fee: 0 } });
  });

  it('of nothing, since nothing was paid, is told when it is being paid at that moment', async () => {
    const { id: scheduleId } = await aSchedule({ startsAt: daysFromNow(2) });
    const { fan, id, total } = await aReservation({ scheduleId });
    expect(await quoteCancellation(fan, id)).toMatchObject({ fee: 0, refund: 0 });
    const payment = new pg.Client({ connectionString: process.env.DATABASE_URL });
    await payment.connect();
    await payment.query('BEGIN');
    await payment.query(`UPDATE reservations SET status = 'RESERVED' WHERE id = $1`, [id]);
    const cancelling = Promise.allSettled([cancelAt(fan, id, 0)]);
    await waitForLock();
    await payment.query('COMMIT');
    await payment.end();
    const fee = (total * 3) / 10;
    expect(await cancelling).toMatchObject([
      { reason: { code: 'fee_changed', facts: { fee, refund: total - fee } } },
    ]);
    expect(await events()).toEqual([]);
    expect(await prisma.reservationSeat.count({ where: { live: true } })).toBe(2);
  });
});

describe('cancelling an unpaid reservation', () => {
  it('frees the seats and refunds nothing', async () => {
    const { fan, id } = await aReservation();
    expect(await quoteCancellation(fan, id)).toMatchObject({ cancellable: true, refund: 0 });
    expect(await cancel(fan, id)).toMatchObject({ refund: null });
    expect(await refunds()).toEqual([]);
    expect(await prisma.reservationSeat.count({ where: { live: true } })).toBe(0);
  });

  it('at the moment of its payment ends paid and refunded or never paid, and never half', async () => {
    for (let round = 0; round < 8; round++) {
      const { fan, id, total } = await aReservation();
      await prisma.wallet.create({ data: { accountId: fan.id, balance: total } });
      const idempotency = onceAs(fan);
      await Promise.allSettled([
        payReservation(fan, { reservationId: id, method: 'wallet', idempotency }),
        cancel(fan, id),
      ]);
      const { status } = await prisma.reservation.findUniqueOrThrow({ where: { id } });
      expect(status).toBe('CANCELLED');
      const refunded = await prisma.refund.findMany({ where: { payment: { reservationId: id } } });
      const paid = await prisma.payment.count({ where: { reservationId: id } });
      expect(refunded).toHaveLength(paid);
      const fee = refunded.reduce((sum, refund) => sum + Number(refund.fee), 0);
      expect(await findWallet(fan)).toMatchObject({ balance: total - fee });
    }
  });
});

describe('staff', () => {
  it('cancel without a fee, and the audit log says who and why', async () => {
    const organiser = await anOrganiser();
    const schedule = await aSchedule({ organiser, startsAt: daysFromNow(1) });
    const { fan, id, total } = await aPaidReservation({ scheduleId: schedule.id });
    expect(await cancelAsStaff(organiser, id)).toMatchObject({
      refund: { amount: total, fee: 0, status: 'COMPLETED' },
    });
    expect(await findWallet(fan)).toMatchObject({ balance: total });
    expect(await prisma.auditLog.findMany({ where: { subject: id } })).toMatchObject([
      { actorId: organiser.id, action: 'reservation.cancel', facts: { reason: 'asked' } },
    ]);
  });

  it('reach their own concerts only; admins reach all; fans none', async () => {
    const { fan, id } = await aPaidSale(12);
    await expect(cancelAsStaff(await anOrganiser(), id)).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(cancelAsStaff(fan, id)).rejects.toMatchObject({ code: 'staff_only' });
    expect(await cancelAsStaff(await anAdmin(), id)).toMatchObject({ status: 'CANCELLED' });
  });
});

describe('over HTTP', () => {
  const post = (path: string, person: Person, body: unknown = {}, key = 'key-00001') =>
    api.request(`/api${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': key,
        ...bearerOf(person),
      },
      body: JSON.stringify(body),
    });

  it('quotes, cancels, and answers a repeat the same', async () => {
    const { fan, id, total } = await aPaidSale(12);
    const path = `/reservations/${id}/cancellation`;
    const quoted = await api.request(`/api${path}`, { headers: bearerOf(fan) });
    expect(await quoted.json()).toMatchObject({ cancellable: true, refund: total });
    const first = await post(path, fan);
    expect(first.status).toBe(201);
    const answer: unknown = await first.json();
    expect(await (await post(path, fan)).json()).toEqual(answer);
    const again = await post(path, fan, {}, 'key-00002');
    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({ code: 'already_cancelled' });
  });

  it('cancels at no higher fee than was shown, answers with the fee of now, and takes the key again', async () => {
    const { fan, id, total } = await aPaidSale(8);
    const path = `/reservations/${id}/cancellation`;
    const fee = total / 10;
    const refused = await post(path, fan, { feeShown: fee - 1 });
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({
      code: 'fee_changed',
      facts: { fee, refund: total - fee },
    });
    expect([await refunds(), await events()]).toEqual([[], []]);
    expect(await prisma.ticket.count({ where: { status: 'VALID' } })).toBe(2);
    const done = await post(path, fan, { feeShown: fee });
    expect(done.status).toBe(201);
    expect(await done.json()).toMatchObject({ refund: { amount: total - fee, fee } });
    expect(await refunds()).toHaveLength(1);
  });

  it('says in the API’s description what the shown fee does', async () => {
    const document = JSON.stringify(await (await api.request('/api/openapi.json')).json());
    expect(document).toMatch(
      /"feeShown":{"type":"integer","minimum":0[^}]*"description":"[^"]*`fee_changed`/,
    );
  });

  it('lets staff cancel with a reason and a key, and answers a repeat the same', async () => {
    const [admin, stranger] = [await anAdmin(), await anOrganiser()];
    const { fan, id, total } = await aPaidSale(1);
    const path = `/admin/reservations/${id}/cancellation`;
    expect((await post(path, admin, {})).status).toBe(422);
    expect((await post(path, fan, { reason: 'asked' })).status).toBe(403);
    expect((await post(path, stranger, { reason: 'asked' })).status).toBe(404);
    const first = await post(path, admin, { reason: 'asked' });
    expect(first.status).toBe(201);
    const answer: unknown = await first.json();
    expect(answer).toMatchObject({ refund: { amount: total, fee: 0 } });
    expect(await (await post(path, admin, { reason: 'asked' })).json()).toEqual(answer);
    expect((await post(path, admin, { reason: 'other' })).status).toBe(409);
  });

  it('lists reservations for staff by show, state and person, page by page', async () => {
    const organiser = await anOrganiser();
    const { id: scheduleId } = await aSchedule({ organiser });
    const paid = await aPaidReservation({
      scheduleId,
      seatIds: [0, 1],
      fan: await aFan({ name: '김하늘', email: 'sky@openrun.test' }),
    });
    const open = await aReservation({ scheduleId, seatIds: [5] });
    const list = async (query: string, person: Person = organiser) => {
      const response = await api.request(`/api/admin/reservations?${query}`, {
        headers: bearerOf(person),
      });
      return (await response.json()) as {
        reservations: { id: string; seats: unknown[] }[];
        nextCursor: string | null;
      };
    };
    const ids = async (query: string, person?: Person) =>
      (await list(query, person)).reservations.map((reservation) => reservation.id);

    expect(await ids(`scheduleId=${scheduleId}`)).toEqual([open.id, paid.id]);
    expect(await ids('status=RESERVED')).toEqual([paid.id]);
    for (const query of ['하늘', 'SKY@', paid.id]) {
      expect(await ids(`query=${encodeURIComponent(query)}`)).toEqual([paid.id]);
    }
    expect(await ids('query=%25')).toEqual([]);
    const { nextCursor, reservations } = await list('size=1');
    expect(reservations[0]!.seats).toHaveLength(1);
    expect(await ids(`size=1&cursor=${nextCursor}`)).toEqual([paid.id]);
    expect(await ids('', await anOrganiser())).toEqual([]);
    expect(await ids('', await anAdmin())).toEqual([open.id, paid.id]);
    expect(await list('', await aFan())).toMatchObject({ code: 'staff_only' });
  });
});

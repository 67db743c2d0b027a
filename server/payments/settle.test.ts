import { afterEach, describe, expect, test } from 'vitest';
import { auditAll } from '@/server/audit';
import { drainBus } from '@/server/jobs/bus';
import { prisma } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { cancelReservation, expireReservations, findReservation } from '@/server/reservations';
import { aFan, aPass, aReservation, aSchedule, onceAs } from '@/server/testing';
import { strayEvents } from '@/server/testing/events';
import { holdSeats } from '@/server/holds';
import { beginConfirming, failAbandoned, insertCardOrder, lookSoon } from './card.store';
import { findPayment, payReservation } from './index';
import { settleApproval } from './settle';
import { failPayment, takeDuePayments } from './settle.store';
import { chargeWallet } from '@/server/wallets';

type Reserved = Awaited<ReturnType<typeof aReservation>>;

/** What the gateway says of a payment, as its adapter would hand it on. */
const approvalOf = (id: string, amount: number) => ({
  id,
  approval: {
    paymentKey: `key-${id}`,
    orderId: id,
    amount,
    approvedAt: new Date().toISOString(),
  },
});

async function anOrder({ fan, id }: Reserved): Promise<string> {
  const orderId = newId();
  const order = { id: orderId, reservationId: id, accountId: fan.id, provider: 'toss' };
  expect(await insertCardOrder(order)).not.toBeNull();
  return orderId;
}

const begin = ({ fan }: Reserved, id: string, paymentKey = `key-${id}`) =>
  beginConfirming({ id, accountId: fan.id, paymentKey });

/** A payment whose gateway was asked, and then nothing more was heard: as after a crash. */
async function aConfirming(reserved: Reserved): Promise<string> {
  const id = await anOrder(reserved);
  expect(await begin(reserved, id)).toBe(true);
  return id;
}

const settle = (id: string, { total }: Reserved) => settleApproval(approvalOf(id, total));

const endAt = (reservationId: string, expiresAt: Date) =>
  prisma.reservation.update({ where: { id: reservationId }, data: { expiresAt } });

/** Its time passes, and the sweeper with it. */
async function expire(reserved: Reserved): Promise<void> {
  await endAt(reserved.id, new Date(Date.now() - 3_000));
  await expireReservations();
  expect(await findReservation(reserved.fan, reserved.id)).toMatchObject({ status: 'CANCELLED' });
}

/** Given up as the worker does once nobody waits any longer, and then its reservation expires. */
async function aGivenUp(reserved: Reserved): Promise<string> {
  const id = await aConfirming(reserved);
  await failPayment({ id, code: 'unresolved', lookAgainSeconds: 20 });
  await expire(reserved);
  await drainBus();
  return id;
}

const cancel = ({ fan, id }: Reserved, reason = '') =>
  cancelReservation(fan, { reservationId: id, reason, idempotency: onceAs(fan) });

const eventsOf = async () =>
  (await prisma.outboxEvent.findMany({ orderBy: { id: 'asc' } })).map(({ type }) => type);

const refunds = () =>
  prisma.refund.findMany({ select: { paymentId: true, amount: true, fee: true, status: true } });

afterEach(async () => {
  await drainBus();
  expect(await strayEvents()).toEqual([]);
  expect((await auditAll()).filter(({ violations }) => violations > 0)).toEqual([]);
});

describe('asking the gateway', () => {
  test('is written down first, and the reservation lives until its answer is in', async () => {
    const reserved = await aReservation();
    const soon = new Date(Date.now() + 1_000);
    await endAt(reserved.id, soon);
    const id = await aConfirming(reserved);
    const { expiresAt } = await findReservation(reserved.fan, reserved.id);
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(590_000);
    expect(await findPayment(reserved.fan, id)).toMatchObject({ status: 'CONFIRMING' });
    expect(await prisma.payment.findFirst()).toMatchObject({ reservedUntil: soon });
    expect(await eventsOf()).toEqual(['schedule.changed', 'payment.confirming']);
  });

  test('begins once, of ten at once', async () => {
    const reserved = await aReservation();
    const id = await anOrder(reserved);
    const begun = await Promise.all(Array.from({ length: 10 }, () => begin(reserved, id)));
    expect(begun.filter(Boolean)).toHaveLength(1);
  });

  test('is for one order of a reservation at a time', async () => {
    const reserved = await aReservation();
    const orders = [await anOrder(reserved), await anOrder(reserved)];
    const outcomes = await Promise.allSettled(orders.map((id) => begin(reserved, id)));
    const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(refused).toMatchObject([{ code: 'payment_not_confirmable' }]);
    expect(await prisma.payment.count({ where: { status: 'CONFIRMING' } })).toBe(1);
  });

  test('is not done with a key of another payment', async () => {
    const [one, other] = [await aReservation(), await aReservation()];
    const id = await aConfirming(one);
    const theirs = await anOrder(other);
    const stolen = begin(other, theirs, `key-${id}`);
    await expect(stolen).rejects.toMatchObject({ code: 'payment_not_confirmable' });
  });

  test('is not done for a reservation that is over, another’s, or nobody’s', async () => {
    const reserved = await aReservation();
    const id = await anOrder(reserved);
    expect(await begin({ ...reserved, fan: await aFan() }, id)).toBe(false);
    await endAt(reserved.id, new Date(Date.now() - 1));
    expect(await begin(reserved, id)).toBe(false);
    expect(await begin(reserved, newId())).toBe(false);
  });

  test('takes no more than twenty orders of a reservation', async () => {
    const reserved = await aReservation();
    for (let order = 0; order < 20; order++) await anOrder(reserved);
    const more = { id: newId(), reservationId: reserved.id, accountId: reserved.fan.id };
    expect(await insertCardOrder({ ...more, provider: 'toss' })).toBeNull();
  });
});

describe('an approval', () => {
  test('gives the tickets once, whoever hears of it and however often at once', async () => {
    const reserved = await aReservation({ seatIds: [1, 2] });
    const id = await aConfirming(reserved);
    const heard = await Promise.all(Array.from({ length: 10 }, () => settle(id, reserved)));
    expect(heard.filter((one) => one !== null)).toHaveLength(1);
    const payment = await findPayment(reserved.fan, id);
    expect(heard.find((one) => one !== null)).toEqual(payment);
    expect(payment).toMatchObject({ status: 'COMPLETED', amount: reserved.total });
    expect(payment.ticketIds).toHaveLength(2);
    expect(await findReservation(reserved.fan, reserved.id)).toMatchObject({ status: 'RESERVED' });
    expect(await refunds()).toEqual([]);
    expect((await eventsOf()).slice(-2)).toEqual(['reservation.reserved', 'payment.completed']);
  });

  test('of another amount buys nothing and goes back as it was taken', async () => {
    const reserved = await aReservation();
    const id = await aConfirming(reserved);
    expect(await settleApproval(approvalOf(id, 1_000))).toBeNull();
    expect(await findPayment(reserved.fan, id)).toMatchObject({
      status: 'RETURNED',
      ticketIds: [],
    });
    expect(await refunds()).toEqual([
      { paymentId: id, amount: 1_000n, fee: 0n, status: 'REQUESTED' },
    ]);
    expect(await findReservation(reserved.fan, reserved.id)).toMatchObject({ status: 'RESERVING' });
  });

  test('of a reservation that its fan cancelled meanwhile goes back whole, also when the reason says expired', async () => {
    for (const reason of ['', 'expired']) {
      const reserved = await aReservation();
      const id = await aConfirming(reserved);
      await cancel(reserved, reason);
      expect(await settle(id, reserved)).toBeNull();
      expect(await findPayment(reserved.fan, id)).toMatchObject({ status: 'RETURNED' });
    }
    expect(await refunds()).toHaveLength(2);
  });

  test('that meets its fan’s cancellation ends as tickets that were cancelled or as money that goes back', async () => {
    for (let round = 0; round < 10; round++) {
      const reserved = await aReservation();
      const id = await aConfirming(reserved);
      await Promise.allSettled([settle(id, reserved), cancel(reserved)]);
      const { status } = await findReservation(reserved.fan, reserved.id);
      expect(status).toBe('CANCELLED');
    }
    expect(await refunds()).toHaveLength(10);
  });

  test('of a second order, the first having been approved after all, goes back', async () => {
    const reserved = await aReservation();
    const first = await aConfirming(reserved);
    await failPayment({ id: first, code: 'unresolved', lookAgainSeconds: 20 });
    const second = await aConfirming(reserved);
    await settle(first, reserved);
    await settle(second, reserved);
    const { fan } = reserved;
    expect(await findPayment(fan, first)).toMatchObject({ status: 'COMPLETED' });
    expect(await findPayment(fan, second)).toMatchObject({ status: 'RETURNED' });
    expect(await refunds()).toMatchObject([{ paymentId: second, amount: BigInt(reserved.total) }]);
  });

  test('of what the wallet paid meanwhile goes back', async () => {
    const reserved = await aReservation();
    const { fan, id: reservationId, total } = reserved;
    const id = await aConfirming(reserved);
    await chargeWallet(fan, { amount: total, idempotency: onceAs(fan) });
    await payReservation(fan, { reservationId, method: 'wallet', idempotency: onceAs(fan) });
    await settle(id, reserved);
    expect(await findPayment(fan, id)).toMatchObject({ status: 'RETURNED' });
    expect(await findReservation(fan, reservationId)).toMatchObject({ status: 'RESERVED' });
  });

  test('of nothing is tickets for nothing', async () => {
    const { id: scheduleId } = await aSchedule();
    await prisma.schedulePrice.updateMany({ data: { price: 0 } });
    const reserved = await aReservation({ scheduleId });
    const id = await anOrder(reserved);
    const { approval } = approvalOf(id, 0);
    await settleApproval({ id, approval: { ...approval, paymentKey: null } });
    expect(await findPayment(reserved.fan, id)).toMatchObject({ status: 'COMPLETED', amount: 0 });
  });
});

describe('an approval that comes after the reservation expired', () => {
  test('is honoured where the seats are still free', async () => {
    const reserved = await aReservation({ seatIds: [3, 4] });
    const id = await aGivenUp(reserved);
    const payment = await settle(id, reserved);
    expect(payment?.ticketIds).toHaveLength(2);
    expect(await findReservation(reserved.fan, reserved.id)).toMatchObject({
      status: 'RESERVED',
      cancelledAt: null,
    });
    expect(await prisma.reservationSeat.count({ where: { live: true } })).toBe(2);
    expect(await refunds()).toEqual([]);
  });

  test('goes back where one of the seats is somebody’s by now', async () => {
    const reserved = await aReservation({ seatIds: [3, 4] });
    const id = await aGivenUp(reserved);
    const { scheduleId } = reserved;
    const next = await aReservation({ scheduleId, seatIds: [4] });
    expect(await settle(id, reserved)).toBeNull();
    expect(await findPayment(reserved.fan, id)).toMatchObject({ status: 'RETURNED' });
    expect(await refunds()).toMatchObject([{ amount: BigInt(reserved.total), fee: 0n }]);
    expect(await findReservation(next.fan, next.id)).toMatchObject({ status: 'RESERVING' });
  });

  test('goes back where somebody holds one of the seats', async () => {
    const reserved = await aReservation({ seatIds: [3, 4] });
    const id = await aGivenUp(reserved);
    const { scheduleId } = reserved;
    const other = await aFan();
    const passId = await aPass(other, scheduleId);
    const input = { seatIds: [3] };
    await holdSeats(other, { scheduleId, passId, input, idempotency: onceAs(other) });
    expect(await settle(id, reserved)).toBeNull();
    expect(await findPayment(reserved.fan, id)).toMatchObject({ status: 'RETURNED' });
  });

  test('goes back where the person has as many seats as one may, by now', async () => {
    const schedule = await aSchedule({ seatsPerPersonMax: 2 });
    const reserved = await aReservation({ scheduleId: schedule.id, seatIds: [3, 4] });
    const id = await aGivenUp(reserved);
    await aReservation({ fan: reserved.fan, scheduleId: schedule.id, seatIds: [5] });
    expect(await settle(id, reserved)).toBeNull();
    expect(await findPayment(reserved.fan, id)).toMatchObject({ status: 'RETURNED' });
  });

  test('goes back where the schedule was cancelled', async () => {
    const reserved = await aReservation();
    const id = await aGivenUp(reserved);
    await prisma.schedule.updateMany({ data: { cancelledAt: new Date() } });
    expect(await settle(id, reserved)).toBeNull();
    expect(await findPayment(reserved.fan, id)).toMatchObject({ status: 'RETURNED' });
  });

  test('is honoured once, of ten at once while somebody else takes the seats', async () => {
    for (let round = 0; round < 5; round++) {
      const reserved = await aReservation({ seatIds: [3, 4] });
      const id = await aGivenUp(reserved);
      const { scheduleId } = reserved;
      const [other] = await Promise.allSettled([
        aReservation({ scheduleId, seatIds: [4] }),
        ...Array.from({ length: 10 }, () => settle(id, reserved)),
      ]);
      const { status } = await findPayment(reserved.fan, id);
      expect(status).toBe(other.status === 'fulfilled' ? 'RETURNED' : 'COMPLETED');
    }
  });

  test('meets the sweeper at the same moment, and is tickets all the same', async () => {
    for (let round = 0; round < 10; round++) {
      const reserved = await aReservation();
      const id = await aConfirming(reserved);
      await endAt(reserved.id, new Date(Date.now() - 3_000));
      await Promise.all([expireReservations(), settle(id, reserved)]);
      expect(await findPayment(reserved.fan, id)).toMatchObject({ status: 'COMPLETED' });
    }
  });
});

describe('no approval', () => {
  test('leaves the reservation to be paid some other way, for what is left of its time', async () => {
    const reserved = await aReservation();
    const id = await aConfirming(reserved);
    await failPayment({ id, code: 'REJECT_CARD_PAYMENT', lookAgainSeconds: null });
    expect(await findPayment(reserved.fan, id)).toMatchObject({
      status: 'FAILED',
      failureCode: 'REJECT_CARD_PAYMENT',
    });
    const standing = await findReservation(reserved.fan, reserved.id);
    expect(standing).toMatchObject({ status: 'RESERVING', expiresAt: reserved.expiresAt });
    expect(await takeDuePayments(10)).toEqual([]);
    await settle(await aConfirming(reserved), reserved);
    expect(await findReservation(reserved.fan, reserved.id)).toMatchObject({ status: 'RESERVED' });
  });

  test('of an order that nobody confirmed ends it with its reservation, and a hint has it looked at', async () => {
    const reserved = await aReservation();
    const id = await anOrder(reserved);
    expect(await failAbandoned(10)).toBe(0);
    await expire(reserved);
    expect(await failAbandoned(10)).toBe(1);
    expect(await findPayment(reserved.fan, id)).toMatchObject({ failureCode: 'expired' });
    expect(await takeDuePayments(10)).toEqual([]);
    expect(await lookSoon('other', id)).toBe(0);
    expect(await lookSoon('toss', id)).toBe(1);
    expect(await takeDuePayments(10)).toMatchObject([{ id, reservationStatus: 'CANCELLED' }]);
  });
});

test('a payment that is due is looked at by one worker at a time, and again when that one died', async () => {
  const all = await Promise.all(Array.from({ length: 6 }, () => aReservation()));
  const ids = await Promise.all(all.map(aConfirming));
  expect(await takeDuePayments(10)).toEqual([]);
  await prisma.payment.updateMany({ data: { lookAt: new Date(Date.now() - 1) } });
  const taken = await Promise.all([1, 2, 3, 4].map(() => takeDuePayments(2)));
  expect(
    taken
      .flat()
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(ids.toSorted());
  await prisma.payment.updateMany({ data: { lookAt: new Date(Date.now() - 1) } });
  expect(await takeDuePayments(10)).toHaveLength(6);
});

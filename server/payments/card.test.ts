import { afterEach, describe, expect, test } from 'vitest';
import { auditAll } from '@/server/audit';
import { drainBus } from '@/server/jobs/bus';
import { prisma } from '@/server/platform/db';
import { cancelReservation, expireReservations, findReservation } from '@/server/reservations';
import { aFan, aReservation, aSchedule, onceAs } from '@/server/testing';
import { cardMoneyLost } from '@/server/testing/card-money';
import { useGateway } from '@/server/testing/use-gateway';
import { beginConfirming } from './card.store';
import { cardGateway } from './gateways';
import {
  confirmCardPayment,
  findPayment,
  giveBackToCards,
  lookAtPayments,
  payReservation,
  takeHint,
} from './index';

type Reserved = Awaited<ReturnType<typeof aReservation>>;

const gateway = await useGateway();

/** After each test the audit is clean, and so is what the gateway took and gave back. */
afterEach(async () => {
  await drainBus();
  expect(await cardMoneyLost(gateway)).toEqual([]);
  expect((await auditAll()).filter(({ violations }) => violations > 0)).toEqual([]);
  await gateway.behave();
  await gateway.forget();
});

const open = ({ fan, id }: Pick<Reserved, 'fan' | 'id'>, key?: string) =>
  payReservation(fan, { reservationId: id, method: 'card', idempotency: onceAs(fan, key, id) });

/** An order whose person proved who they are at the gateway: with what it sends them back with. */
async function anAuthenticated(reserved: Reserved) {
  const payment = await open(reserved);
  const { paymentKey, orderId, amount } = await gateway.authenticate({ orderId: payment.id });
  return { ...reserved, payment, said: { paymentKey, orderId, amount } };
}

type Authenticated = Awaited<ReturnType<typeof anAuthenticated>>;

const confirm = ({ fan, payment, said }: Authenticated, key?: string) =>
  confirmCardPayment(fan, {
    ...{ ...said, paymentId: payment.id },
    idempotency: onceAs(fan, key, said),
  });

const standing = ({ fan, payment }: Authenticated) => findPayment(fan, payment.id);

/** What a process did before it was killed: it wrote down that it would ask, and asked or not. */
async function aCrash(one: Authenticated, { asked }: { asked: boolean }): Promise<void> {
  const { paymentKey } = one.said;
  const began = { id: one.payment.id, accountId: one.fan.id, paymentKey };
  expect(await beginConfirming(began)).toBe(true);
  if (asked) await askBehindOurBack(one);
}

/** The gateway approves it, and nobody of us hears of it. */
async function askBehindOurBack({ said, payment }: Authenticated): Promise<void> {
  const outcome = await cardGateway()!.confirm({ ...said, idempotencyKey: `behind-${payment.id}` });
  expect(outcome.kind).toBe('approved');
}

/** As time passes: everything that will be looked at, is. */
async function look(): Promise<void> {
  const lookAt = new Date(Date.now() - 1_000);
  await prisma.payment.updateMany({ where: { lookAt: { not: null } }, data: { lookAt } });
  await lookAtPayments();
}

const agoMinutes = (minutes: number) => new Date(Date.now() - minutes * 60_000);

/** Asked so long ago that nobody waits for it: given up, with its reservation over. */
async function aGivenUp(reserved: Reserved): Promise<Authenticated> {
  const one = await anAuthenticated(reserved);
  await aCrash(one, { asked: false });
  await gateway.behave({ confirm: { error: { share: 1 } } });
  await prisma.payment.updateMany({
    data: { confirmingAt: agoMinutes(11), reservedUntil: agoMinutes(6) },
  });
  await prisma.reservation.updateMany({ data: { expiresAt: agoMinutes(1) } });
  await look();
  expect(await standing(one)).toMatchObject({ status: 'FAILED', failureCode: 'unresolved' });
  await gateway.behave();
  await expireReservations();
  await drainBus();
  return one;
}

const giveBack = async () => {
  await prisma.refund.updateMany({ data: { tryAt: new Date(Date.now() - 1_000) } });
  return giveBackToCards();
};

describe('paying by card', () => {
  test('opens an order of the price, is paid at the gateway, and confirmed is tickets', async () => {
    const reserved = await aReservation({ seatIds: [1, 2] });
    const one = await anAuthenticated(reserved);
    const { payment, said, total, fan } = one;
    expect(payment).toMatchObject({ status: 'PENDING', amount: total, ticketIds: [] });
    expect(payment.card!.checkoutUrl.startsWith(gateway.url)).toBe(true);
    expect(payment.card!.orderName).toMatch(/ 2석$/);
    expect(await findPayment(fan, payment.id)).toEqual(payment);
    expect(said.amount).toBe(total);
    const paid = await confirm(one);
    expect(paid).toMatchObject({ status: 'COMPLETED', amount: total });
    expect(paid.ticketIds).toHaveLength(2);
    expect(await standing(one)).toEqual(paid);
    expect(await findReservation(fan, reserved.id)).toMatchObject({ status: 'RESERVED' });
  });

  test('opens one order for a key that comes twenty times at once', async () => {
    const reserved = await aReservation();
    const all = await Promise.all(Array.from({ length: 20 }, () => open(reserved, 'one-intent')));
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
  });

  test('is approved once, confirmed ten times at once with one key and with ten', async () => {
    for (const key of ['one-intent', undefined]) {
      await gateway.behave({ latencyMs: 100 });
      const one = await anAuthenticated(await aReservation());
      const all = await Promise.all(Array.from({ length: 10 }, () => confirm(one, key)));
      for (const answer of all) expect(answer).toEqual(all[0]);
      expect(await confirm(one, key)).toEqual(all[0]);
      expect(all[0]).toMatchObject({ status: 'COMPLETED' });
    }
    expect((await gateway.payments()).map(({ approvals }) => approvals)).toEqual([1, 1]);
    expect(await prisma.ticket.count()).toBe(4);
  });

  test('is approved once, though page, webhook and workers hear of it at once', async () => {
    await gateway.behave({ latencyMs: 50 });
    const all = await Promise.all(
      Array.from({ length: 5 }, async () => anAuthenticated(await aReservation())),
    );
    const hear = async (one: Authenticated) => {
      await takeHint('sandbox', one.payment.id);
      await look();
    };
    await Promise.all(all.flatMap((one) => [confirm(one), hear(one), look(), hear(one)]));
    const views = await Promise.all(all.map(standing));
    expect(views.map(({ status }) => status)).toEqual(Array(5).fill('COMPLETED'));
    expect(await prisma.ticket.count()).toBe(10);
  });

  test('of what costs nothing is paid at once, and the gateway never hears of it', async () => {
    const { id: scheduleId } = await aSchedule();
    await prisma.schedulePrice.updateMany({ data: { price: 0 } });
    const reserved = await aReservation({ scheduleId, seatIds: [1] });
    const answers = await Promise.all([1, 2, 3].map(() => open(reserved, 'one-intent')));
    expect(answers[0]).toMatchObject({ status: 'COMPLETED', amount: 0 });
    expect(answers[0]!.ticketIds).toHaveLength(1);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await gateway.payments()).toEqual([]);
  });
});

test('opening more orders of a reservation than anybody needs is refused', async () => {
  const reserved = await aReservation();
  for (let order = 0; order < 20; order++) await open(reserved);
  await expect(open(reserved)).rejects.toMatchObject({ code: 'too_many_requests' });
});

describe('a confirmation that is refused', () => {
  test('names another amount or order than was asked for: nothing is confirmed', async () => {
    const one = await anAuthenticated(await aReservation());
    for (const lie of [{ amount: 100 }, { orderId: 'another-order' }]) {
      const tampered = { ...one, said: { ...one.said, ...lie } };
      await expect(confirm(tampered)).rejects.toMatchObject({ code: 'payment_amount_mismatch' });
    }
    expect(await standing(one)).toMatchObject({ status: 'PENDING' });
    expect((await gateway.payments())[0]).toMatchObject({ confirmations: 0, approvals: 0 });
  });

  test('was authenticated for less at the gateway: it is declined there', async () => {
    const reserved = await aReservation();
    const payment = await open(reserved);
    const cheap = await gateway.authenticate({ orderId: 'cheap-order', amount: 100 });
    const said = { paymentKey: cheap.paymentKey, orderId: payment.id, amount: reserved.total };
    await expect(confirm({ ...reserved, payment, said })).rejects.toMatchObject({
      code: 'payment_declined',
    });
    await gateway.forget();
  });

  test('is of another’s payment', async () => {
    const one = await anAuthenticated(await aReservation());
    const thief = { ...one, fan: await aFan() };
    await expect(confirm(thief)).rejects.toMatchObject({ code: 'not_found' });
    await expect(standing(thief)).rejects.toMatchObject({ code: 'not_found' });
    expect(await confirm(one)).toMatchObject({ status: 'COMPLETED' });
  });

  test('comes when the reservation is over, and the gateway is not asked', async () => {
    const one = await anAuthenticated(await aReservation());
    await prisma.reservation.updateMany({ data: { expiresAt: agoMinutes(1) } });
    await expect(confirm(one)).rejects.toMatchObject({ code: 'reservation_expired' });
    await expireReservations();
    await expect(confirm(one)).rejects.toMatchObject({ code: 'reservation_expired' });
    await expect(open(one)).rejects.toMatchObject({ code: 'reservation_expired' });
    expect((await gateway.payments())[0]).toMatchObject({ confirmations: 0 });
  });

  test('is declined, says so again, and the reservation may be paid once more', async () => {
    const reserved = await aReservation();
    await gateway.behave({ confirm: { decline: { next: 1 } } });
    const one = await anAuthenticated(reserved);
    const declined = { code: 'payment_declined', facts: { code: 'REJECT_CARD_PAYMENT' } };
    await expect(confirm(one, 'one-intent')).rejects.toMatchObject(declined);
    await expect(confirm(one, 'one-intent')).rejects.toMatchObject(declined);
    await expect(confirm(one)).rejects.toMatchObject(declined);
    const still = await findReservation(reserved.fan, reserved.id);
    expect(still).toMatchObject({ status: 'RESERVING', expiresAt: reserved.expiresAt });
    expect(await confirm(await anAuthenticated(reserved))).toMatchObject({ status: 'COMPLETED' });
  });

  test('repeats a key with other contents', async () => {
    const one = await anAuthenticated(await aReservation());
    await confirm(one, 'one-intent');
    const other = { ...one, said: { ...one.said, paymentKey: 'another' } };
    await expect(confirm(other, 'one-intent')).rejects.toMatchObject({
      code: 'idempotency_mismatch',
    });
    await expect(confirm(other)).rejects.toMatchObject({ code: 'payment_not_confirmable' });
  });
});

describe('a payment whose answer is unknown', () => {
  test('is CONFIRMING, keeps its reservation, and is driven to its tickets', async () => {
    await gateway.behave({ confirm: { error: { next: 2 } } });
    const reserved = await aReservation();
    const one = await anAuthenticated(reserved);
    expect(await confirm(one)).toMatchObject({ status: 'CONFIRMING', ticketIds: [] });
    const { expiresAt } = await findReservation(reserved.fan, reserved.id);
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.parse(reserved.expiresAt));
    await lookAtPayments();
    expect(await standing(one)).toMatchObject({ status: 'COMPLETED' });
  });

  test('was approved, and the answer lost on its way: found', async () => {
    await gateway.behave({ confirm: { breakOff: { next: 1 } } });
    const one = await anAuthenticated(await aReservation());
    expect(await confirm(one)).toMatchObject({ status: 'COMPLETED' });
  });

  test('was approved in a call that ran into its time-out: found', async () => {
    await gateway.behave({ confirm: { loseAnswer: { next: 1 } } });
    const one = await anAuthenticated(await aReservation());
    expect(await confirm(one)).toMatchObject({ status: 'COMPLETED' });
  }, 30_000);

  test('was being asked for when the process was killed, before or after the gateway heard of it', async () => {
    for (const asked of [false, true]) {
      const one = await anAuthenticated(await aReservation());
      await aCrash(one, { asked });
      await lookAtPayments();
      expect(await standing(one)).toMatchObject({ status: 'CONFIRMING' });
      await look();
      expect(await standing(one)).toMatchObject({ status: 'COMPLETED' });
    }
  });

  test('is declined when the worker asks, and its reservation is over when it was to be', async () => {
    await gateway.behave({ confirm: { decline: { next: 1 } } });
    const reserved = await aReservation();
    const one = await anAuthenticated(reserved);
    await aCrash(one, { asked: false });
    await look();
    const failureCode = 'REJECT_CARD_PAYMENT';
    expect(await standing(one)).toMatchObject({ status: 'FAILED', failureCode });
    const { expiresAt } = await findReservation(reserved.fan, reserved.id);
    expect(expiresAt).toBe(reserved.expiresAt);
  });

  test('stays while the gateway cannot say, and no reservation of it expires meanwhile', async () => {
    await gateway.behave({ lookup: { error: { share: 1 } } });
    const reserved = await aReservation();
    const one = await anAuthenticated(reserved);
    await prisma.reservation.updateMany({ data: { expiresAt: new Date(Date.now() + 1_000) } });
    await aCrash(one, { asked: true });
    for (let times = 0; times < 3; times++) {
      await look();
      expect(await expireReservations()).toBe(0);
      expect(await standing(one)).toMatchObject({ status: 'CONFIRMING' });
    }
    await gateway.behave();
    await look();
    expect(await standing(one)).toMatchObject({ status: 'COMPLETED' });
  });

  test('of a reservation that its fan cancelled is not asked for again, and goes back if it was approved', async () => {
    for (const asked of [false, true]) {
      const one = await anAuthenticated(await aReservation());
      await aCrash(one, { asked });
      const idempotency = onceAs(one.fan);
      await cancelReservation(one.fan, { reservationId: one.id, reason: '', idempotency });
      await look();
      expect((await standing(one)).status).toBe(asked ? 'RETURNED' : 'FAILED');
    }
    expect(await giveBack()).toBe(1);
    expect(await prisma.refund.findMany()).toMatchObject([{ status: 'COMPLETED', fee: 0n }]);
  });
});

describe('an approval that is heard of when its reservation has expired', () => {
  test('is honoured on a hint, where the seats are still free', async () => {
    const one = await aGivenUp(await aReservation({ seatIds: [1, 2] }));
    expect(await findReservation(one.fan, one.id)).toMatchObject({ status: 'CANCELLED' });
    await askBehindOurBack(one);
    expect(await takeHint('sandbox', one.payment.id)).toBe(1);
    await lookAtPayments();
    const late = await standing(one);
    expect(late).toMatchObject({ status: 'COMPLETED' });
    expect(late.ticketIds).toHaveLength(2);
  });

  test('is found without a hint too, and goes back whole where a seat is another’s', async () => {
    const one = await aGivenUp(await aReservation({ seatIds: [1, 2] }));
    await aReservation({ scheduleId: one.scheduleId, seatIds: [2] });
    await askBehindOurBack(one);
    const { lookAt } = await prisma.payment.findFirstOrThrow();
    expect(lookAt!.getTime() - Date.now()).toBeLessThan(30_000);
    await look();
    expect(await standing(one)).toMatchObject({ status: 'RETURNED', ticketIds: [] });
    expect(await giveBackToCards()).toBe(1);
    expect(await gateway.payments()).toMatchObject([{ canceledAmount: one.total }]);
  });

  test('is looked for half an hour, and longer while the gateway cannot say', async () => {
    await aGivenUp(await aReservation());
    await prisma.payment.updateMany({ data: { confirmingAt: agoMinutes(40) } });
    await gateway.behave({ lookup: { error: { share: 1 } } });
    await look();
    expect(await prisma.payment.findFirst()).toMatchObject({ lookAt: expect.any(Date) as Date });
    await gateway.behave();
    await look();
    expect(await prisma.payment.findFirst()).toMatchObject({ lookAt: null });
  });
});

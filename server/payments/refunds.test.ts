import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { auditAll } from '@/server/audit';
import { drainBus } from '@/server/jobs/bus';
import { prisma } from '@/server/platform/db';
import type { BusEvent, EventType } from '@/server/outbox/events.schema';
import { redisStreams } from '@/server/outbox/redis-streams.redis';
import { aConsumer, consumeUntil, relayAll } from '@/server/outbox/testing';
import { cancelReservation } from '@/server/reservations';
import { aSchedule, onceAs } from '@/server/testing';
import { aCardReservation, cardMoneyLost } from '@/server/testing/card-money';
import { strayEvents } from '@/server/testing/events';
import { startGateway, type TestGateway } from '@/server/testing/gateway';
import { cardGateway } from './gateways';
import { giveBackToCards } from './index';
import { takeDueRefunds } from './refunds.store';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway();
  Object.assign(process.env, gateway.env);
});
afterAll(() => gateway.stop());

afterEach(async () => {
  await gateway.behave();
  await drainBus();
  expect(await strayEvents()).toEqual([]);
  expect(await cardMoneyLost(gateway)).toEqual([]);
  expect((await auditAll()).filter(({ violations }) => violations > 0)).toEqual([]);
  await gateway.forget();
});

/** Paid by card and cancelled so many days before the show: the money is to go back, less the fee of that day. */
async function aCancelled({ days = 8, scheduleId }: { days?: number; scheduleId?: string } = {}) {
  const startsAt = new Date(Date.now() + days * 86_400_000);
  const schedule = scheduleId ?? (await aSchedule({ startsAt })).id;
  const taken = await prisma.reservationSeat.count({ where: { scheduleId: schedule } });
  const paid = await aCardReservation(gateway, { scheduleId: schedule, seatIds: [taken] });
  const idempotency = onceAs(paid.fan);
  const command = { reservationId: paid.id, reason: '', idempotency };
  const { refund } = await cancelReservation(paid.fan, command);
  expect(refund).toMatchObject({ status: 'REQUESTED' });
  return { ...paid, refund: refund! };
}

const give = async () => {
  await prisma.refund.updateMany({ data: { tryAt: new Date(Date.now() - 1_000) } });
  return giveBackToCards();
};

const statuses = async () =>
  (await prisma.refund.findMany({ orderBy: { createdAt: 'asc' } })).map(({ status }) => status);

const givenBack = async () => (await gateway.payments()).map((one) => one.canceledAmount);

describe('a refund to a card', () => {
  test('goes back less the fee, once, and tells of it', async () => {
    const { refund, total, payment } = await aCancelled({ days: 8 });
    expect(refund.fee).toBe(Math.floor(total / 10));
    expect(await Promise.all([1, 2, 3].map(() => giveBackToCards()))).toContain(1);
    expect(await statuses()).toEqual(['COMPLETED']);
    expect(await givenBack()).toEqual([total - refund.fee]);
    expect(await giveBackToCards()).toBe(0);
    const told = await prisma.outboxEvent.findMany({ where: { type: 'refund.completed' } });
    expect(told).toMatchObject([{ payload: { paymentId: payment.id, amount: refund.amount } }]);
  });

  test('ends what one reservation tells, all of it in one partition and read in order', async () => {
    const { id } = await aCancelled();
    await give();
    const told = await prisma.outboxEvent.findMany({ where: { key: id } });
    const partition = told[0]!.partition;
    expect(told.filter((event) => event.partition !== partition)).toEqual([]);
    const types: EventType[] = [
      'payment.confirming',
      'reservation.reserved',
      'payment.completed',
      'reservation.cancelled',
      'refund.completed',
    ];
    const bus = redisStreams();
    const lead = [{ partition, token: 1 }];
    await relayAll(bus, lead);
    const seen: string[] = [];
    const note = (event: BusEvent) => void (event.key === id && seen.push(event.type));
    const consumer = { ...aConsumer('reader', note), types };
    await consumeUntil(bus, consumer, () => seen.length === types.length, lead);
    expect(seen).toEqual(types);
  });

  test('of nothing is completed, and the gateway never hears of it', async () => {
    const { payment } = await aCancelled();
    const { amount } = await prisma.payment.findUniqueOrThrow({ where: { id: payment.id } });
    await prisma.refund.updateMany({ data: { amount: 0, fee: amount } });
    await give();
    expect(await statuses()).toEqual(['COMPLETED']);
    expect(await givenBack()).toEqual([0]);
  });

  test('is driven through errors, lost answers and broken connections, and nothing goes back twice', async () => {
    const { total, refund } = await aCancelled({ days: 5 });
    await gateway.behave({ cancel: { error: { next: 4 }, breakOff: { next: 1 } } });
    for (let tries = 0; tries < 3; tries++) {
      await give();
      expect(await statuses()).toEqual(['REQUESTED']);
    }
    await give();
    expect(await statuses()).toEqual(['COMPLETED']);
    expect(await givenBack()).toEqual([total - refund.fee]);
  });

  test('is found where a killed worker had the gateway give it back', async () => {
    const { payment, refund } = await aCancelled({ days: 5 });
    const [due] = await takeDueRefunds(1);
    const { paymentKey } = await prisma.payment.findUniqueOrThrow({ where: { id: payment.id } });
    const asked = { paymentKey: paymentKey!, amount: refund.amount, reason: '예매 취소' };
    await cardGateway()!.cancel({ ...asked, idempotencyKey: `refund-${due!.id}` });
    expect(await giveBackToCards()).toBe(0);
    await give();
    expect(await statuses()).toEqual(['COMPLETED']);
    expect(await givenBack()).toEqual([refund.amount]);
  });

  test('that the gateway refuses is kept with its code, and tried until it is not', async () => {
    const { refund } = await aCancelled();
    await gateway.behave({ cancel: { error: { next: 2, code: 'REFUND_REJECTED' } } });
    for (const refusals of [1, 2]) {
      await give();
      const refusedCode = 'REFUND_REJECTED';
      const kept = { status: 'REQUESTED', refusals, refusedCode };
      expect(await prisma.refund.findMany()).toMatchObject([kept]);
    }
    const told = await prisma.outboxEvent.findMany({ where: { type: 'refund.refused' } });
    expect(told).toMatchObject([{ payload: { code: 'REFUND_REJECTED', amount: refund.amount } }]);
    await give();
    expect(await prisma.refund.findMany()).toMatchObject([
      { status: 'COMPLETED', refusedCode: null },
    ]);
    expect(await givenBack()).toEqual([refund.amount]);
  });

  test('waits longer after each failure, and is not lost while the gateway is away', async () => {
    await aCancelled();
    await gateway.behave({ cancel: { error: { share: 1 } } });
    const pauses: number[] = [];
    for (let tries = 0; tries < 4; tries++) {
      await give();
      const { tryAt } = await prisma.refund.findFirstOrThrow();
      pauses.push(Math.round((tryAt.getTime() - Date.now()) / 1_000));
    }
    expect(pauses).toEqual([2, 4, 8, 16]);
    await gateway.behave();
    await give();
    expect(await statuses()).toEqual(['COMPLETED']);
  });

  test('is one of many: forty go back by two workers, each once, some through failures', async () => {
    const { id: scheduleId } = await aSchedule({ startsAt: new Date(Date.now() + 8 * 86_400_000) });
    const all = [];
    for (let n = 0; n < 40; n++) all.push(await aCancelled({ scheduleId }));
    await gateway.behave({
      latencyMs: 20,
      cancel: { error: { share: 0.2 }, breakOff: { share: 0.1 } },
    });
    await Promise.all([giveBackToCards(), giveBackToCards()]);
    await gateway.behave();
    await give();
    expect(new Set(await statuses())).toEqual(new Set(['COMPLETED']));
    const sum = all.reduce((won, { refund }) => won + refund.amount, 0);
    expect((await givenBack()).reduce((won, amount) => won + amount, 0)).toBe(sum);
  }, 60_000);
});

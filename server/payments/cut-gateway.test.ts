import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '@/scripts/lib/run';
import { auditAll } from '@/server/audit';
import { drainBus } from '@/server/jobs/bus';
import { prisma } from '@/server/platform/db';
import { Refusal } from '@/server/platform/refusal';
import { singleton } from '@/server/platform/singleton';
import { cancelReservation } from '@/server/reservations';
import { aReservation, aSchedule, onceAs } from '@/server/testing';
import { cardMoneyLost } from '@/server/testing/card-money';
import { randomOf, seedOf } from '@/server/testing/faults/random';
import { startGateway, type TestGateway } from '@/server/testing/gateway';
import { type Harm, startTcpProxy, targetOf, type TcpProxy } from '@/server/testing/tcp-proxy';
import { confirmCardPayment, giveBackToCards, lookAtPayments, payReservation } from './index';
import type { PaymentView } from './payments.schema';
import { tossGateway } from './toss';

/**
 * A bad network between us and the card gateway: connections break before an answer or in the middle of one, and answers
 * come after the adapter has given up. GATEWAY_SEED repeats what happens to which answer.
 */
const buyers = 48;
const atOnce = 12;
const seed = seedOf('GATEWAY_SEED');
const random = randomOf(seed);
/** Those of a real site, shortened: a call whose answer is late has no time for another try. */
const [attemptMsMax, callMsMax] = [800, 1_000];

let gateway: TestGateway;
let wire: TcpProxy;
const harms = { lost: 0, halved: 0, late: 0 };

beforeAll(async () => {
  gateway = await startGateway();
  Object.assign(process.env, gateway.env);
  wire = await startTcpProxy(targetOf(gateway.url));
  const url = `http://127.0.0.1:${wire.port}`;
  const options = { provider: 'sandbox', url, secretKey: gateway.secretKey };
  singleton('card-gateway', () => tossGateway({ ...options, attemptMsMax, callMsMax }));
});
afterAll(async () => {
  await wire.stop();
  await gateway.stop();
});

/** Six answers of ten go wrong: a call with its repeats mostly gets through, and often enough it does not. */
function pickHarm(): Harm | null {
  const fate = random();
  if (fate > 0.6) return null;
  const name = fate < 0.2 ? 'lost' : fate < 0.4 ? 'halved' : 'late';
  harms[name]++;
  return name === 'late' ? { lateMs: attemptMsMax + 200 } : name;
}

/** Under one key until it is answered, as a page does: 503 says to come again. */
async function untilAnswered(ask: () => Promise<PaymentView>): Promise<PaymentView> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'service_unavailable') throw error;
      await wait(100);
    }
  }
}

type Told = { paymentId: string; first: PaymentView; isCancelled: boolean };

/** Buys a seat by card; every third person changes their mind, paid or not. */
async function buy(scheduleId: string, seat: number): Promise<Told> {
  const { fan, id: reservationId } = await aReservation({ scheduleId, seatIds: [seat] });
  const key = onceAs(fan);
  const order = { reservationId, method: 'card' as const, idempotency: key };
  const { id: paymentId } = await untilAnswered(() => payReservation(fan, order));
  const { paymentKey, orderId, amount } = await gateway.authenticate({ orderId: paymentId });
  const said = { paymentKey, orderId, amount };
  const first = await confirmCardPayment(fan, { ...said, paymentId, idempotency: onceAs(fan) });
  const isCancelled = seat % 3 === 0;
  if (isCancelled)
    await cancelReservation(fan, { reservationId, reason: '', idempotency: onceAs(fan) });
  return { paymentId, first, isCancelled };
}

async function buyAll(scheduleId: string): Promise<Told[]> {
  const told: Told[] = [];
  let seat = 0;
  const lane = async () => {
    while (seat < buyers) told.push(await buy(scheduleId, seat++));
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return told;
}

const waiting = async () =>
  (await prisma.payment.count({ where: { status: 'CONFIRMING' } })) +
  (await prisma.refund.count({ where: { status: 'REQUESTED' } }));

/** A worker's rounds, each as if the pauses between them had passed. */
async function workARound(): Promise<void> {
  const past = new Date(Date.now() - 1_000);
  await prisma.payment.updateMany({ where: { lookAt: { gt: past } }, data: { lookAt: past } });
  await prisma.refund.updateMany({ where: { status: 'REQUESTED' }, data: { tryAt: past } });
  await Promise.all([lookAtPayments(), giveBackToCards()]);
}

test('connections to the card gateway that break before or in its answers, and answers that come too late: every approval is a ticket or a refund', async () => {
  console.log(`GATEWAY_SEED=${seed}`);
  const { id: scheduleId } = await aSchedule({ startsAt: new Date(Date.now() + 5 * 86_400_000) });
  wire.harmAnswers(pickHarm);
  const told = await buyAll(scheduleId);
  const unknown = told.filter(({ first }) => first.status === 'CONFIRMING');
  expect(unknown.length).toBeGreaterThan(0);
  for (let round = 0; round < 4; round++) await workARound();
  wire.harmAnswers(() => null);
  const isSettled = async () => (await workARound(), (await waiting()) === 0);
  expect(await until(isSettled, 60_000)).toBe(true);
  expect(Math.min(...Object.values(harms))).toBeGreaterThan(5);

  await drainBus();
  expect(await cardMoneyLost(gateway)).toEqual([]);
  for (const { paymentId, first, isCancelled } of told) {
    const { reservation, refund, status } = await prisma.payment.findUniqueOrThrow({
      where: { id: paymentId },
      include: { reservation: true, refund: true },
    });
    const tickets = await prisma.ticket.count({
      where: { reservationId: reservation.id, status: 'VALID' },
    });
    if (isCancelled) expect([tickets, reservation.status]).toEqual([0, 'CANCELLED']);
    else expect([tickets, status, refund]).toEqual([1, 'COMPLETED', null]);
    if (first.status === 'COMPLETED') expect(first.ticketIds).toHaveLength(1);
  }
  expect((await auditAll()).filter(({ violations }) => violations > 0)).toEqual([]);
}, 120_000);

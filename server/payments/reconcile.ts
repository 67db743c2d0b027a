import { wakeRelay } from '@/server/outbox';
import { log } from '@/server/platform/log';
import { confirmKey, settleOutcome } from './card';
import { confirmingMaxSeconds, failAbandoned, lookSoon } from './card.store';
import type { CardGateway } from './gateway';
import { cardGateway } from './gateways';
import { settleApproval } from './settle';
import { failPayment, lookLater, takeDuePayments, type DuePayment } from './settle.store';

const looksInFlightMax = 32;
const abandonedMax = 500;
/** Between looks at a payment that is waited for, by how often it was looked at: 1, 2, 4, 8, and 15 s from then on. */
const pauseSeconds = (looks: number) => Math.min(15, 2 ** Math.min(looks - 1, 4));
/** An approval that nobody waits for any more is found, and honoured or given back, within a minute. */
const lateLookSeconds = 20;
/** An authentication lapses after ten minutes: what the gateway does not know as approved by then will never be. */
const lateLooksEndSeconds = 1_800;

/**
 * Asks the gateway what became of the payments that are due, and settles each by its word: those that a crash or an
 * unknown answer left CONFIRMING, those that were hinted at, and those given up that may still be approved. Any number of
 * workers may do so at once. Returns how many it looked at.
 */
export async function lookAtPayments(): Promise<number> {
  const gateway = cardGateway();
  if (!gateway) return 0;
  const due = await takeDuePayments(looksInFlightMax);
  await Promise.all(due.map((payment) => look(gateway, payment)));
  return due.length;
}

/** One that cannot be settled now, as when Postgres goes away, must not keep the others: it is due again in a minute. */
async function look(gateway: CardGateway, payment: DuePayment): Promise<void> {
  try {
    await settleByWord(gateway, payment);
  } catch (error) {
    log.warn({ paymentId: payment.id, error: (error as Error).message }, 'payment not settled');
  }
}

async function settleByWord(gateway: CardGateway, payment: DuePayment): Promise<void> {
  const { id } = payment;
  const order = await gateway.find(payment.orderId);
  if (order.kind === 'approved') await settleApproval({ id, approval: order.approval });
  else if (order.kind === 'cancelled') await settleRest(payment, order);
  else if (order.kind === 'declined') await giveUp(payment, order.code, null);
  else if (order.kind === 'unknown') await lookAgain(payment);
  else await settleUnapproved(gateway, payment);
}

/** Given back at the gateway by somebody else: what is left of it goes back too. */
async function settleRest(
  { id, orderId }: DuePayment,
  order: { paymentKey: string; amount: number; cancelledAmount: number },
): Promise<void> {
  log.error({ paymentId: id }, 'a payment was cancelled at its gateway, and not by us');
  const amount = order.amount - order.cancelledAmount;
  if (amount === 0) return giveUp({ id }, 'cancelled_at_gateway', null);
  const approval = { paymentKey: order.paymentKey, orderId, amount, approvedAt: isoNow() };
  await settleApproval({ id, approval });
}

const isoNow = () => new Date().toISOString();

/** The gateway has not approved it: ask (again), under the same key, while somebody waits for it; else give it up. */
async function settleUnapproved(gateway: CardGateway, payment: DuePayment): Promise<void> {
  const { id, orderId, paymentKey, amount, status, reservationStatus } = payment;
  if (status !== 'CONFIRMING' || !paymentKey) return lookAtLate(payment);
  if (reservationStatus !== 'RESERVING')
    return giveUp(payment, 'reservation_over', lateLookSeconds);
  if (isTooOld(payment)) return giveUp(payment, 'unresolved', lateLookSeconds);
  const idempotencyKey = confirmKey(id);
  const outcome = await gateway.confirm({ paymentKey, orderId, amount, idempotencyKey });
  if (outcome.kind === 'unknown') await lookAgain(payment);
  else await settleOutcome(id, outcome);
}

const isTooOld = ({ secondsConfirming }: Pick<DuePayment, 'secondsConfirming'>) =>
  (secondsConfirming ?? 0) >= confirmingMaxSeconds;

async function lookAtLate({ id, secondsConfirming }: DuePayment): Promise<void> {
  const isEnded = (secondsConfirming ?? lateLooksEndSeconds) >= lateLooksEndSeconds;
  await lookLater(id, isEnded ? null : lateLookSeconds);
}

/** The gateway does not say: ask again for ever, and let the reservation go when its time is over. */
async function lookAgain(payment: DuePayment): Promise<void> {
  const isWaitedFor = payment.status === 'CONFIRMING';
  if (isWaitedFor && isTooOld(payment)) return giveUp(payment, 'unresolved', lateLookSeconds);
  await lookLater(payment.id, isWaitedFor ? pauseSeconds(payment.looks) : lateLookSeconds);
}

async function giveUp({ id }: { id: string }, code: string, lookAgainSeconds: number | null) {
  if (await failPayment({ id, code, lookAgainSeconds })) wakeRelay();
  else await lookLater(id, lookAgainSeconds);
}

/** A webhook said that something happened to an order: it is looked at soon. What we do not know changes nothing. */
export const takeHint = (provider: string, orderId: string): Promise<number> =>
  lookSoon(provider, orderId);

/** Orders that nobody paid before their reservation was over; returns how many. */
export async function failAbandonedOrders(): Promise<number> {
  const failed = await failAbandoned(abandonedMax);
  if (failed > 0) wakeRelay();
  return failed;
}

import { setTimeout } from 'node:timers/promises';
import { wakeRelay } from '@/server/outbox';
import { requireAccount, type Account, type Actor } from '@/server/platform/actor';
import { env } from '@/server/platform/env';
import { newId } from '@/server/platform/id';
import { findKeptAnswer, orKept, type Idempotency } from '@/server/platform/idempotency';
import { Refusal } from '@/server/platform/refusal';
import { beginConfirming, findCardPayment, insertCardOrder, keepCardOrder } from './card.store';
import type { CardGateway, ConfirmOutcome } from './gateway';
import { cardGateway } from './gateways';
import { findPayment } from './find-payment';
import { cardReturnPath, type ConfirmationInput, type PaymentView } from './payments.schema';
import { completeApproved, failPayment, lookLater } from './settle.store';
import { settleApproval } from './settle';

type Order = { reservationId: string; idempotency: Idempotency };

/** Longer than a gateway takes to answer, or not to: who asks again meanwhile waits for the first one's answer. */
const answerWithinMs = 12_000;
const pollMs = 100;

export function requireGateway(): CardGateway {
  const gateway = cardGateway();
  if (!gateway) throw new Refusal('payment_method_unavailable', { method: 'card' });
  return gateway;
}

/**
 * Opens an order for the reservation at the gateway and says where it is paid; nothing is taken before it is confirmed.
 * What costs nothing is paid at once. Null when the reservation cannot be paid.
 */
export async function openCardPayment(
  account: Account,
  { reservationId, idempotency }: Order,
): Promise<PaymentView | null> {
  const gateway = requireGateway();
  const kept = await findKeptAnswer<PaymentView>(idempotency);
  if (kept) return kept;
  const [id, { provider }] = [newId(), gateway];
  const order = await insertCardOrder({ id, reservationId, accountId: account.id, provider });
  if (!order) return null;
  if (order.amount === 0) return payNothing(id, idempotency);
  const prepared = await gateway.prepare({
    orderId: id,
    ...order,
    successUrl: env.PUBLIC_URL + cardReturnPath(reservationId, id),
    failUrl: env.PUBLIC_URL + cardReturnPath(reservationId, id),
    idempotencyKey: `prepare-${id}`,
  });
  if (prepared.kind === 'refused') throw new Refusal('payment_declined', { code: prepared.code });
  if (prepared.kind === 'unknown') throw new Refusal('service_unavailable');
  const { checkoutUrl } = prepared;
  return keepCardOrder(id, { orderId: id, orderName: order.orderName, checkoutUrl }, idempotency);
}

/** No gateway takes nothing: the order is its own approval. Null when another of the reservation came first. */
async function payNothing(id: string, idempotency: Idempotency): Promise<PaymentView | null> {
  const approvedAt = new Date().toISOString();
  const approval = { paymentKey: null, orderId: id, amount: 0, approvedAt };
  return completeApproved({ id, approval, idempotency });
}

/**
 * Has the gateway take the money of an order that its person authenticated, once, and gives the tickets. COMPLETED;
 * CONFIRMING when the gateway's word is still to come, and then a worker goes after it; RETURNED when it came too late.
 * Refuses not_found, payment_amount_mismatch, payment_declined (with the gateway's code), payment_not_confirmable,
 * reservation_expired.
 */
export async function confirmCardPayment(
  actor: Actor,
  { paymentId, idempotency, ...said }: ConfirmationInput & Confirmation,
): Promise<PaymentView> {
  const account = requireAccount(actor);
  const gateway = requireGateway();
  return orKept(idempotency, async () => {
    const kept = await findKeptAnswer<PaymentView>(idempotency);
    if (kept) return kept;
    const payment = await requireCardPayment(account, paymentId);
    const isOurs = said.orderId === payment.orderId && said.amount === Number(payment.amount);
    if (!isOurs) throw new Refusal('payment_amount_mismatch');
    const asked = { id: payment.id, accountId: account.id, paymentKey: said.paymentKey };
    if (!(await beginConfirming(asked))) return answerStanding(account, paymentId, said.paymentKey);
    // Nothing is locked and no connection held from here on: a crash leaves a CONFIRMING row, which a worker finds.
    const outcome = await gateway.confirm({ ...said, idempotencyKey: confirmKey(payment.id) });
    await settleOutcome(payment.id, outcome, idempotency);
    return answerStanding(account, paymentId, said.paymentKey, 0);
  });
}

type Confirmation = { paymentId: string; idempotency: Idempotency };

/** Whoever asks for a payment asks under the same key: the gateway approves it once. */
export const confirmKey = (paymentId: string) => `confirm-${paymentId}`;

async function requireCardPayment(account: Account, id: string) {
  const payment = await findCardPayment(account.id, id);
  if (!payment) throw new Refusal('not_found');
  return payment;
}

/** Writes down what the gateway said. */
export async function settleOutcome(
  id: string,
  outcome: ConfirmOutcome,
  idempotency?: Idempotency,
): Promise<void> {
  if (outcome.kind === 'approved') {
    await settleApproval({ id, approval: outcome.approval, idempotency });
  } else if (outcome.kind === 'declined') {
    await failPayment({ id, code: outcome.code, lookAgainSeconds: null });
    wakeRelay();
  } else {
    await lookLater(id, 0);
  }
}

/** The answer as the payment stands. While another asks the gateway with the same key, `waitMs` for what comes of it. */
async function answerStanding(
  account: Account,
  paymentId: string,
  paymentKey: string,
  waitMs = answerWithinMs,
): Promise<PaymentView> {
  const until = Date.now() + waitMs;
  let payment = await requireCardPayment(account, paymentId);
  while (payment.status === 'CONFIRMING' && Date.now() < until) {
    await setTimeout(pollMs);
    payment = await requireCardPayment(account, paymentId);
  }
  const isAsked = payment.paymentKey === paymentKey;
  const isOpen = payment.failureCode === 'unresolved' || payment.failureCode === 'reservation_over';
  if (payment.status === 'FAILED' && isAsked && !isOpen)
    throw new Refusal('payment_declined', { code: payment.failureCode });
  if (payment.status === 'PENDING' || payment.failureCode === 'expired') {
    const { status } = payment.reservation;
    throw new Refusal(status === 'RESERVED' ? 'reservation_not_payable' : 'reservation_expired');
  }
  if (!isAsked) throw new Refusal('payment_not_confirmable', { status: payment.status });
  return findPayment(account, paymentId);
}

import { z } from 'zod';
import { newId } from '@/server/platform/id';
import { log } from '@/server/platform/log';
import type { CancelOutcome, CardGateway, ConfirmOutcome, GatewayOrder } from './gateway';
import { codeOf, TossClient, type TossAnswer, type TossOptions } from './toss-client';
import { isDeclined, isMisconfigured, isPassing, isRefused, isUnheardOf } from './toss-codes';

/** What is read of Toss's Payment object; what else is in it, the card's number included, is left where it is. */
const paymentSchema = z.object({
  paymentKey: z.string(),
  orderId: z.string(),
  status: z.string(),
  totalAmount: z.int(),
  balanceAmount: z.int(),
  approvedAt: z.iso.datetime({ offset: true }).nullish(),
  failure: z.object({ code: z.string() }).nullish(),
  cancels: z.array(z.object({ cancelReason: z.string() })).nullish(),
  checkout: z.object({ url: z.url() }).nullish(),
});
type TossPayment = z.infer<typeof paymentSchema>;

const orderNameCharsMax = 100;
const reasonCharsMax = 200;

/**
 * Toss Payments' API, version 1, as it is documented. The window is opened from here (`POST /v1/payments` answers its
 * address), so that our pages load no script of anybody else.
 */
export function tossGateway(options: TossOptions & { provider: string }): CardGateway {
  const client = new TossClient(options);
  return {
    provider: options.provider,
    prepare: (input) => prepare(client, input),
    confirm: (input) => confirm(client, input),
    find: (orderId) => find(client, orderId),
    cancel: (input) => cancel(client, input),
  };
}

type Input<K extends 'prepare' | 'confirm' | 'cancel'> = Parameters<CardGateway[K]>[0];

/** The payment in an answer, or null: an error, or nothing that can be read. */
function paymentIn(answer: TossAnswer): TossPayment | null {
  if (answer?.status !== 200) return null;
  return paymentSchema.safeParse(answer.body).data ?? null;
}

/** For operators: which call got which code. Never a key, never a person's data. */
function note(call: string, answer: TossAnswer): void {
  const code = codeOf(answer);
  const facts = { call, status: answer?.status, code };
  if (code && isMisconfigured(code)) log.error(facts, 'the gateway does not accept our key');
  else if (answer?.status !== 200) log.warn(facts, 'the gateway did not do as asked');
}

async function prepare(client: TossClient, { idempotencyKey, ...order }: Input<'prepare'>) {
  const body = { method: '카드', ...order, orderName: order.orderName.slice(0, orderNameCharsMax) };
  const answer = await client.post('/v1/payments', body, idempotencyKey);
  note('prepare', answer);
  const checkoutUrl = paymentIn(answer)?.checkout?.url;
  if (checkoutUrl) return { kind: 'prepared' as const, checkoutUrl };
  const code = codeOf(answer);
  // Nothing is taken by this call, so any clear no is one.
  if (code && !isPassing(code)) return { kind: 'refused' as const, code };
  return { kind: 'unknown' as const };
}

/**
 * A payment key is approved once at the gateway, whatever the Idempotency-Key. That makes it safe to ask once more,
 * under another one, after an error that passes: under the same one its answer would be the same error.
 */
async function confirm(
  client: TossClient,
  { idempotencyKey, ...body }: Input<'confirm'>,
): Promise<ConfirmOutcome> {
  const ask = async (key: string) => {
    const answer = await client.post('/v1/payments/confirm', body, key);
    note('confirm', answer);
    return answer;
  };
  const first = await ask(idempotencyKey);
  const again = isPassing(codeOf(first) ?? '');
  return readConfirmation(again ? await ask(freshKey(idempotencyKey)) : first, body.orderId);
}

const freshKey = (key: string) => `${key}~${newId()}`;

function readConfirmation(answer: TossAnswer, orderId: string): ConfirmOutcome {
  const payment = paymentIn(answer);
  if (payment?.status === 'DONE' && payment.orderId === orderId) {
    return { kind: 'approved', approval: approvalOf(payment) };
  }
  const code = codeOf(answer);
  if (answer?.status !== 200 && code && isDeclined(code)) return { kind: 'declined', code };
  return { kind: 'unknown' };
}

const approvalOf = (payment: TossPayment) => ({
  paymentKey: payment.paymentKey,
  orderId: payment.orderId,
  amount: payment.totalAmount,
  approvedAt: payment.approvedAt ?? new Date().toISOString(),
});

async function find(client: TossClient, orderId: string): Promise<GatewayOrder> {
  const path = `/v1/payments/orders/${encodeURIComponent(orderId)}`;
  let answer = await client.get(path);
  if (isPassing(codeOf(answer) ?? '')) answer = await client.get(path);
  const code = codeOf(answer);
  if (answer?.status !== 200 && code && isUnheardOf(code)) return { kind: 'none' };
  const payment = paymentIn(answer);
  if (payment?.orderId !== orderId) note('find', answer);
  return payment?.orderId === orderId ? readOrder(payment) : { kind: 'unknown' };
}

function readOrder(payment: TossPayment): GatewayOrder {
  const { paymentKey, totalAmount: amount, balanceAmount, failure } = payment;
  switch (payment.status) {
    case 'DONE':
      return { kind: 'approved', approval: approvalOf(payment) };
    case 'CANCELED':
    case 'PARTIAL_CANCELED':
      return { kind: 'cancelled', paymentKey, amount, cancelledAmount: amount - balanceAmount };
    case 'READY':
      return { kind: 'none' };
    case 'IN_PROGRESS':
      return { kind: 'in_progress' };
    case 'ABORTED':
    case 'EXPIRED':
      return { kind: 'declined', code: failure?.code ?? payment.status };
    default:
      return { kind: 'unknown' };
  }
}

/**
 * Gives money back once for a key, for as long as the payment is known. The reason carries the key, so that a
 * cancellation can be told at the gateway from any other; after an error that passes it is looked for there, and asked
 * for again under a fresh key with the balance that was seen, which the gateway compares before it does anything.
 */
async function cancel(client: TossClient, input: Input<'cancel'>): Promise<CancelOutcome> {
  const { paymentKey, amount, idempotencyKey } = input;
  const mark = ` (${idempotencyKey})`;
  const path = `/v1/payments/${encodeURIComponent(paymentKey)}`;
  const body = {
    cancelReason: input.reason.slice(0, reasonCharsMax - mark.length) + mark,
    cancelAmount: amount,
  };
  const ask = async (key: string, more = {}) => {
    const answer = await client.post(`${path}/cancel`, { ...body, ...more }, key);
    note('cancel', answer);
    return answer;
  };
  const isDone = (payment: TossPayment | null) =>
    payment?.cancels?.some(({ cancelReason }) => cancelReason.endsWith(mark)) ?? false;

  const first = await ask(idempotencyKey);
  if (isDone(paymentIn(first))) return { kind: 'cancelled' };
  const code = codeOf(first);
  if (code && isMisconfigured(code)) return { kind: 'unknown' };
  const found = paymentIn(await client.get(path));
  // Nothing is left of it: it was given back in full, by whomever.
  if (isDone(found) || found?.balanceAmount === 0) return { kind: 'cancelled' };
  if (code && isRefused(code)) return { kind: 'refused', code };
  if (!found || !code || !isPassing(code)) return { kind: 'unknown' };
  const refundableAmount = found.balanceAmount;
  const second = await ask(freshKey(idempotencyKey), { refundableAmount });
  if (isDone(paymentIn(second))) return { kind: 'cancelled' };
  const secondCode = codeOf(second);
  if (secondCode && isRefused(secondCode)) return { kind: 'refused', code: secondCode };
  return { kind: 'unknown' };
}

import { wakeRelay } from '@/server/outbox';
import { log } from '@/server/platform/log';
import type { CardGateway } from './gateway';
import { cardGateway } from './gateways';
import { completeRefund, retryRefund, takeDueRefunds, type DueRefund } from './refunds.store';

/** How many refunds one worker has at the gateway at once. */
export const refundsInFlightMax = 32;
/** Between tries: 2, 4, 8, … s up to a minute after an answer that never came; up to five minutes after a no. */
const pauseSeconds = ({ tries }: DueRefund) => Math.min(60, 2 ** Math.min(tries, 6));
const pauseAfterRefusalSeconds = ({ refusals }: DueRefund) =>
  Math.min(300, 5 * 2 ** Math.min(refusals, 6));

/**
 * Has the gateway give back what is REQUESTED and due, until nothing is: a bounded number at once, each until it is
 * COMPLETED, however often the gateway fails. Any number of workers may do so at once, and stop at any moment. Returns how
 * many it tried.
 */
export async function giveBackToCards(): Promise<number> {
  const gateway = cardGateway();
  if (!gateway) return 0;
  const next = dueRefunds();
  let tried = 0;
  const lane = async () => {
    for (let refund = await next(); refund; refund = await next()) {
      tried++;
      await giveBack(gateway, refund);
    }
  };
  await Promise.all(Array.from({ length: refundsInFlightMax }, lane));
  return tried;
}

/** One due refund after the other, taken from Postgres as many at a time as are in flight; null when there is none. */
function dueRefunds(): () => Promise<DueRefund | null> {
  let taken: DueRefund[] = [];
  let taking: Promise<void> | null = null;
  const take = async () => {
    taken = await takeDueRefunds(refundsInFlightMax);
  };
  return async () => {
    if (taken.length === 0) await (taking ??= take().finally(() => (taking = null)));
    return taken.shift() ?? null;
  };
}

/** A fault on our side, as when Postgres goes away, leaves it due again in two minutes. */
async function giveBack(gateway: CardGateway, refund: DueRefund): Promise<void> {
  try {
    await drive(gateway, refund);
  } catch (error) {
    log.warn({ refundId: refund.id, error: (error as Error).message }, 'refund not settled');
  }
}

async function drive(gateway: CardGateway, refund: DueRefund): Promise<void> {
  const isSettled = refund.amount === 0 || (refund.tries > 1 && (await isBack(gateway, refund)));
  if (isSettled) return complete(refund);
  const outcome = await gateway.cancel({
    paymentKey: refund.paymentKey!,
    amount: refund.amount,
    reason: '예매 취소',
    idempotencyKey: cancelKey(refund),
  });
  if (outcome.kind === 'cancelled') return complete(refund);
  if (outcome.kind === 'unknown') return retryRefund(refund.id, { seconds: pauseSeconds(refund) });
  if (await isBack(gateway, refund)) return complete(refund);
  log.error({ refundId: refund.id, code: outcome.code }, 'the gateway refuses a refund');
  const seconds = pauseAfterRefusalSeconds(refund);
  await retryRefund(refund.id, { seconds, refusedCode: outcome.code });
}

/**
 * Under one key the gateway gives money back once, however often it is asked. Its no is final for a key, so the next try
 * after one has another; an answer that never came is asked for under the same.
 */
const cancelKey = ({ id, refusals }: DueRefund) =>
  refusals === 0 ? `refund-${id}` : `refund-${id}-${refusals}`;

/** Whether an earlier try went through after all: no more than the fee is left of what was paid. */
async function isBack(gateway: CardGateway, { orderId, paid, amount }: DueRefund) {
  const order = await gateway.find(orderId);
  return order.kind === 'cancelled' && order.amount - order.cancelledAmount <= paid - amount;
}

async function complete({ id }: DueRefund): Promise<void> {
  if (await completeRefund(id)) wakeRelay();
}

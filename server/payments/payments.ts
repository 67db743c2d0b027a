import { wakeRelay } from '@/server/outbox';
import { requireAccount, type Account, type Actor } from '@/server/platform/actor';
import { newId } from '@/server/platform/id';
import { orKept, type Idempotency } from '@/server/platform/idempotency';
import { Refusal } from '@/server/platform/refusal';
import { cardGateway } from './gateways';
import type { PaymentMethod, PaymentView } from './payments.schema';
import { openCardPayment } from './card';
import { findPayable, insertWalletPayment } from './payments.store';

type Payment = { reservationId: string; idempotency: Idempotency };

/** How each method pays. */
const providers: Record<
  PaymentMethod,
  (account: Account, payment: Payment) => Promise<PaymentView>
> = {
  wallet: payFromWallet,
  card: payByCard,
};

/** What a person may pay with here. */
export const offeredMethods = (): PaymentMethod[] =>
  cardGateway() ? ['wallet', 'card'] : ['wallet'];

/**
 * Pays the actor's living reservation, once for a key and once at all; by card it opens the order that is then paid at
 * the gateway. Refuses payment_method_unavailable, not_found, reservation_expired, reservation_not_payable,
 * balance_too_low (with balance and price), and for an order payment_declined or too_many_requests.
 */
export async function payReservation(
  actor: Actor,
  { method, ...payment }: Payment & { method: PaymentMethod },
): Promise<PaymentView> {
  const account = requireAccount(actor);
  return orKept(payment.idempotency, () => providers[method](account, payment));
}

async function payFromWallet(account: Account, { reservationId, idempotency }: Payment) {
  const payment = { id: newId(), reservationId, accountId: account.id, idempotency };
  const paid = await insertWalletPayment(payment);
  if (!paid) throw await whyNotPaid(reservationId, account.id);
  wakeRelay();
  return paid;
}

async function payByCard(account: Account, payment: Payment) {
  const opened = await openCardPayment(account, payment);
  if (!opened) throw await whyNotOpened(payment.reservationId, account.id);
  wakeRelay();
  return opened;
}

async function whyNotPaid(reservationId: string, accountId: string): Promise<Refusal> {
  const found = await findPayable(reservationId, accountId);
  if (!found) return new Refusal('not_found');
  const { balance, total } = found;
  return whyNotPayable(found) ?? new Refusal('balance_too_low', { balance, total });
}

/** A living reservation has had as many orders as one may have: its person may still pay from the wallet. */
async function whyNotOpened(reservationId: string, accountId: string): Promise<Refusal> {
  const found = await findPayable(reservationId, accountId);
  if (!found) return new Refusal('not_found');
  return whyNotPayable(found) ?? new Refusal('too_many_requests');
}

type Payable = NonNullable<Awaited<ReturnType<typeof findPayable>>>;

function whyNotPayable({ status, expiresAt, cancelledReason }: Payable): Refusal | null {
  const isOver = cancelledReason === 'expired' || expiresAt <= new Date();
  if (status !== 'RESERVED' && isOver) return new Refusal('reservation_expired');
  return status === 'RESERVING' ? null : new Refusal('reservation_not_payable', { status });
}

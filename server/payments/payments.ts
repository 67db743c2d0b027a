import { wakeRelay } from '@/server/outbox';
import { requireAccount, type Account, type Actor } from '@/server/platform/actor';
import { newId } from '@/server/platform/id';
import { orKept, type Idempotency } from '@/server/platform/idempotency';
import { Refusal } from '@/server/platform/refusal';
import { cardGateway } from './gateways';
import type { PaymentMethod, PaymentView } from './payments.schema';
import {
  findOwnedPayment,
  findPayable,
  insertWalletPayment,
  listTicketIds,
} from './payments.store';

type Payment = { reservationId: string; idempotency: Idempotency };

/** How each method pays. A method without an entry is not offered. */
const providers: Partial<
  Record<PaymentMethod, (account: Account, payment: Payment) => Promise<PaymentView>>
> = {
  wallet: payFromWallet,
};

/** What a person may pay with here. */
export const offeredMethods = (): PaymentMethod[] =>
  cardGateway() ? ['wallet', 'card'] : ['wallet'];

/**
 * Pays the actor's living reservation, once for a key and once at all. Refuses payment_method_unavailable,
 * not_found, reservation_expired, reservation_not_payable, balance_too_low (with balance and price).
 */
export async function payReservation(
  actor: Actor,
  { method, ...payment }: Payment & { method: PaymentMethod },
): Promise<PaymentView> {
  const account = requireAccount(actor);
  const pay = providers[method];
  if (!pay) throw new Refusal('payment_method_unavailable', { method });
  return orKept(payment.idempotency, () => pay(account, payment));
}

async function payFromWallet(account: Account, { reservationId, idempotency }: Payment) {
  const payment = { id: newId(), reservationId, accountId: account.id, idempotency };
  const paid = await insertWalletPayment(payment);
  if (!paid) throw await whyNotPaid(reservationId, account.id);
  wakeRelay();
  return paid;
}

async function whyNotPaid(reservationId: string, accountId: string): Promise<Refusal> {
  const found = await findPayable(reservationId, accountId);
  if (!found) return new Refusal('not_found');
  const isOver = found.cancelledReason === 'expired' || found.expiresAt <= new Date();
  if (found.status !== 'RESERVED' && isOver) return new Refusal('reservation_expired');
  if (found.status !== 'RESERVING')
    return new Refusal('reservation_not_payable', { status: found.status });
  return new Refusal('balance_too_low', { balance: found.balance, total: found.total });
}

/** The actor's payment; another's is not_found. */
export async function findPayment(actor: Actor, id: string): Promise<PaymentView> {
  const row = await findOwnedPayment(requireAccount(actor).id, id);
  if (!row) throw new Refusal('not_found');
  return {
    id: row.id,
    reservationId: row.reservationId,
    method: row.method as PaymentMethod,
    status: row.status as PaymentView['status'],
    amount: Number(row.amount),
    completedAt: row.completedAt?.toISOString() ?? null,
    ticketIds: await listTicketIds(row.reservationId),
  };
}

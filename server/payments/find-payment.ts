import { requireAccount, type Actor } from '@/server/platform/actor';
import { Refusal } from '@/server/platform/refusal';
import type { PaymentMethod, PaymentStatus, PaymentView } from './payments.schema';
import { findOwnedPayment, listTicketIds } from './payments.store';

/** The actor's payment; another's is not_found. */
export async function findPayment(actor: Actor, id: string): Promise<PaymentView> {
  const row = await findOwnedPayment(requireAccount(actor).id, id);
  if (!row) throw new Refusal('not_found');
  const isBought = row.status === 'COMPLETED';
  return {
    id: row.id,
    reservationId: row.reservationId,
    method: row.method as PaymentMethod,
    status: row.status as PaymentStatus,
    amount: Number(row.amount),
    completedAt: row.completedAt?.toISOString() ?? null,
    ticketIds: isBought ? await listTicketIds(row.reservationId) : [],
    ...(row.status === 'PENDING' && cardOf(row)),
    ...(row.failureCode !== null && { failureCode: row.failureCode }),
  };
}

type OrderRow = Pick<
  NonNullable<Awaited<ReturnType<typeof findOwnedPayment>>>,
  'orderId' | 'orderName' | 'checkoutUrl'
>;

/** Where an order is paid; nothing while the gateway has not said so. */
function cardOf({ orderId, orderName, checkoutUrl }: OrderRow): Pick<PaymentView, 'card'> {
  if (!orderId || !orderName || !checkoutUrl) return {};
  return { card: { orderId, orderName, checkoutUrl } };
}

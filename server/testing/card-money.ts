import { confirmCardPayment, payReservation } from '@/server/payments';
import { prisma } from '@/server/platform/db';
import type { TestGateway } from './gateway';
import { aReservation, onceAs, type SaleOptions } from './sales';

/**
 * What is wrong between the gateway's ledger and ours: every approval is one, and is a payment that bought tickets or
 * money that went back, all that we say went back and no more.
 */
export async function cardMoneyLost(gateway: TestGateway): Promise<string[]> {
  const rows = await prisma.payment.findMany({
    where: { method: 'card' },
    include: { refund: true, reservation: { select: { status: true } } },
  });
  const ours = new Map(rows.map((row) => [row.orderId, row]));
  return (await gateway.payments()).flatMap((theirs) => {
    const { orderId, approvals, amount, canceledAmount } = theirs;
    const payment = ours.get(orderId);
    const say = (what: string) => [`${orderId}: ${what}`];
    if (approvals > 1) return say('approved twice');
    if (approvals === 0) {
      const isTaken = payment?.status === 'COMPLETED' || payment?.status === 'RETURNED';
      return isTaken ? say('taken without an approval') : [];
    }
    if (payment?.paymentKey !== theirs.paymentKey) return say('approved under another key');
    const { status, refund, reservation } = payment;
    const back = refund?.status === 'COMPLETED' ? Number(refund.amount) : 0;
    if (status !== 'COMPLETED' && status !== 'RETURNED') return say(`approved, and ${status}`);
    if (Number(payment.amount) !== amount) return say('approved for another amount');
    if (back !== canceledAmount) return say(`${canceledAmount} went back, of ${back}`);
    const isBought = status === 'COMPLETED' && reservation.status === 'RESERVED';
    return isBought || refund ? [] : say('neither tickets nor a refund');
  });
}

/** A fan's reservation that was paid by card the whole way. */
export async function aCardReservation(gateway: TestGateway, options: SaleOptions = {}) {
  const reservation = await aReservation(options);
  const { fan, id: reservationId } = reservation;
  const order = { reservationId, method: 'card' as const, idempotency: onceAs(fan) };
  const { id: paymentId } = await payReservation(fan, order);
  const { paymentKey, orderId, amount } = await gateway.authenticate({ orderId: paymentId });
  const said = { paymentKey, orderId, amount };
  const payment = await confirmCardPayment(fan, { ...said, paymentId, idempotency: onceAs(fan) });
  return { ...reservation, payment };
}

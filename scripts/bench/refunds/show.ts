import { setTimeout as wait } from 'node:timers/promises';
import { requireGateway } from '@/server/payments/card';
import { prisma } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { cancelSchedule } from '@/server/schedules';
import { aLayout, anAdmin, aSchedule, onceAs, sellSeats } from '@/server/testing';
import type { TestGateway } from '@/server/testing/gateway';
import { stadiumLayout } from '@/server/venues';

/** Of parties of 2, 1, 2, 4, 2 and 3. */
const seatsPerReservation = 14 / 6;
const pollMs = 20;

/** A show with so many reservations, paid from wallets. */
export async function sellShow(reservations: number): Promise<string> {
  const { id } = await aSchedule({ layout: await aLayout(stadiumLayout()) });
  const seats = Math.ceil(reservations * seatsPerReservation);
  await sellSeats(
    id,
    Array.from({ length: seats }, (_, n) => n),
  );
  return id;
}

/** The same show as if it had been paid by card: the gateway has approved each payment, and no wallet was touched. */
export async function payByCard(scheduleId: string, sandbox: TestGateway): Promise<void> {
  const gateway = requireGateway();
  const payments = await prisma.payment.findMany({ where: { reservation: { scheduleId } } });
  const lane = async () => {
    for (let payment = payments.pop(); payment; payment = payments.pop()) {
      const order = { orderId: newId(), amount: Number(payment.amount) };
      const { paymentKey } = await sandbox.authenticate(order);
      const said = { ...order, paymentKey, idempotencyKey: `confirm-${order.orderId}` };
      const { kind } = await gateway.confirm(said);
      if (kind !== 'approved') throw new Error(`the gateway said ${kind}`);
      await prisma.payment.update({
        where: { id: payment.id },
        data: {
          ...{ method: 'card', provider: gateway.provider, orderId: order.orderId, paymentKey },
          approvedAt: new Date(),
        },
      });
    }
  };
  await Promise.all(Array.from({ length: 16 }, lane));
  await prisma.$executeRaw`
    WITH debit AS (
      DELETE FROM wallet_transactions t USING reservations r
      WHERE r.id = t.reservation_id AND r.schedule_id = ${scheduleId}::uuid
      RETURNING t.account_id, t.amount
    )
    UPDATE wallets w SET balance = w.balance - debit.amount FROM debit WHERE w.account_id = debit.account_id`;
}

/** Cancels the show; seconds until everything that was paid for it is back. */
export async function refundShow(
  scheduleId: string,
): Promise<{ seconds: number; refunds: number }> {
  const payments = await prisma.payment.count({ where: { reservation: { scheduleId } } });
  const admin = await anAdmin();
  const from = performance.now();
  await cancelSchedule(admin, { scheduleId, reason: 'storm', idempotency: onceAs(admin) });
  const where = { status: 'COMPLETED', payment: { reservation: { scheduleId } } };
  let refunds = 0;
  while (refunds < payments) {
    await wait(pollMs);
    refunds = await prisma.refund.count({ where });
  }
  return { seconds: (performance.now() - from) / 1_000, refunds };
}

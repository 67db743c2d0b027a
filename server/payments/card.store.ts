import { Prisma, prisma, violatedConstraint } from '@/server/platform/db';
import { keepAnswerSql, type Idempotency } from '@/server/platform/idempotency';
import { Refusal } from '@/server/platform/refusal';
import type { CardOrder, PaymentView } from './payments.schema';

/**
 * How long asking may take altogether: an authentication at the gateway lapses after ten minutes, so by then it is known
 * or will never be. The reservation lives that long while its payment is CONFIRMING, and no longer.
 */
export const confirmingMaxSeconds = 600;

/** After this a worker looks, in case that who asked the gateway is no more: longer than any call to it lasts. */
const firstLookSeconds = 15;

/** Each is an order at the gateway: who opens more than this has no intent to pay. */
const ordersPerReservationMax = 20;

type NewOrder = { id: string; reservationId: string; accountId: string; provider: string };

/**
 * Writes an order of the living reservation's price. Null when there is no such reservation of this account, it is not
 * RESERVING or is over, or it has had `ordersPerReservationMax` orders.
 */
export async function insertCardOrder({ id, reservationId, accountId, provider }: NewOrder) {
  const [row] = await prisma.$queryRaw<{ amount: bigint; orderName: string }[]>`
    INSERT INTO payments (id, reservation_id, account_id, method, status, amount, provider, order_id, order_name)
    SELECT ${id}::uuid, r.id, r.account_id, 'card', 'PENDING', r.total, ${provider}, ${id},
      left(c.title_ko, 80) || ' ' || (SELECT count(*) FROM reservation_seats s WHERE s.reservation_id = r.id) || '석'
    FROM reservations r JOIN schedules s ON s.id = r.schedule_id JOIN concerts c ON c.id = s.concert_id
    WHERE r.id = ${reservationId}::uuid AND r.account_id = ${accountId}::uuid
      AND r.status = 'RESERVING' AND r.expires_at > now()
      AND (SELECT count(*) FROM payments p WHERE p.reservation_id = r.id) < ${ordersPerReservationMax}
    RETURNING amount, order_name AS "orderName"`;
  return row ? { amount: Number(row.amount), orderName: row.orderName } : null;
}

/** Keeps where the gateway takes the order's money, and with it the answer of the command that opened it. */
export async function keepCardOrder(
  id: string,
  { orderId, orderName, checkoutUrl }: CardOrder,
  idempotency: Idempotency,
): Promise<PaymentView> {
  const [row] = await prisma.$queryRaw<{ body: PaymentView }[]>`
    WITH opened AS (
      UPDATE payments SET checkout_url = ${checkoutUrl} WHERE id = ${id}::uuid
      RETURNING id, reservation_id, amount
    ), answer AS (
      SELECT jsonb_build_object('id', id, 'reservationId', reservation_id, 'method', 'card', 'status', 'PENDING',
        'amount', amount, 'completedAt', NULL, 'ticketIds', '[]'::jsonb,
        'card', jsonb_build_object('orderId', ${orderId}::text, 'orderName', ${orderName}::text,
          'checkoutUrl', ${checkoutUrl}::text)) AS body
      FROM opened
    ), kept AS (
      ${keepAnswerSql(idempotency, Prisma.sql`body`, Prisma.sql`FROM answer`)}
    )
    SELECT body FROM answer`;
  return row!.body;
}

type Asked = { id: string; accountId: string; paymentKey: string };

/**
 * Writes down, before anybody is asked, that the gateway is about to be: PENDING becomes CONFIRMING, and its living
 * reservation lives until the answer is in, or for `confirmingMaxSeconds`. Null when the payment or its reservation is
 * no longer so. Refuses payment_not_confirmable while another order of the reservation is CONFIRMING, or the key is
 * another payment's.
 */
export async function beginConfirming({ id, accountId, paymentKey }: Asked): Promise<boolean> {
  try {
    const begun = await prisma.$executeRaw`
      WITH target AS (
        SELECT p.id, p.reservation_id, r.schedule_id, p.account_id, p.amount, r.expires_at
        FROM payments p JOIN reservations r ON r.id = p.reservation_id
        WHERE p.id = ${id}::uuid AND p.account_id = ${accountId}::uuid AND p.status = 'PENDING'
          AND r.status = 'RESERVING' AND r.expires_at > now()
        FOR NO KEY UPDATE OF r, p
      ), extended AS (
        UPDATE reservations r
        SET expires_at = greatest(r.expires_at, now() + make_interval(secs => ${confirmingMaxSeconds}))
        FROM target t WHERE r.id = t.reservation_id
      ), event AS (
        INSERT INTO outbox (type, key, payload)
        SELECT 'payment.confirming', reservation_id::text, jsonb_build_object('paymentId', id,
          'reservationId', reservation_id, 'scheduleId', schedule_id, 'accountId', account_id, 'amount', amount)
        FROM target
      )
      UPDATE payments p SET status = 'CONFIRMING', payment_key = ${paymentKey}, confirming_at = now(),
        reserved_until = t.expires_at, look_at = now() + make_interval(secs => ${firstLookSeconds})
      FROM target t WHERE p.id = t.id`;
    return begun > 0;
  } catch (error) {
    const taken = ['payments_confirming_unique', 'payments_key_unique'];
    if (!taken.includes(violatedConstraint(error) ?? '')) throw error;
    throw new Refusal('payment_not_confirmable');
  }
}

/** A card payment of this account, with how its reservation stands; null when there is none. */
export function findCardPayment(accountId: string, id: string) {
  return prisma.payment.findFirst({
    where: { id, accountId, method: 'card' },
    include: {
      reservation: { select: { status: true, expiresAt: true, cancelledReason: true } },
    },
  });
}

/** Orders whose reservation is over and that nobody confirmed: FAILED, at most `limit` of them; returns how many. */
export function failAbandoned(limit: number): Promise<number> {
  return prisma.$executeRaw`
    WITH over AS (
      SELECT p.id, p.reservation_id, r.schedule_id, p.account_id, p.amount FROM payments p
      JOIN reservations r ON r.id = p.reservation_id AND r.status <> 'RESERVING'
      WHERE p.status = 'PENDING' ORDER BY p.created_at LIMIT ${limit} FOR NO KEY UPDATE OF p SKIP LOCKED
    ), event AS (
      INSERT INTO outbox (type, key, payload)
      SELECT 'payment.failed', reservation_id::text, jsonb_build_object('paymentId', id,
        'reservationId', reservation_id, 'scheduleId', schedule_id, 'accountId', account_id, 'amount', amount,
        'code', 'expired')
      FROM over
    )
    UPDATE payments p SET status = 'FAILED', failure_code = 'expired' FROM over WHERE p.id = over.id`;
}

/** What a webhook asks for: a look at its order, soon. What is done, or was asked for a moment ago, is left alone. */
export function lookSoon(provider: string, orderId: string): Promise<number> {
  return prisma.$executeRaw`
    UPDATE payments SET look_at = now()
    WHERE order_id = ${orderId} AND provider = ${provider} AND status IN ('PENDING', 'CONFIRMING', 'FAILED')
      AND (look_at IS NULL OR look_at > now())`;
}

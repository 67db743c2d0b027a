import { prisma } from '@/server/platform/db';

export type DueRefund = {
  id: string;
  /** Won that go back to the card. */
  amount: number;
  orderId: string;
  /** Null for a payment of nothing, which no gateway has seen. */
  paymentKey: string | null;
  /** Of how much was paid. */
  paid: number;
  tries: number;
  refusals: number;
};

/** A try ends by then, or another worker takes it over. */
const tryLeaseSeconds = 120;

/** Takes refunds that are REQUESTED and due, those longest due first; nobody else takes them for two minutes. */
export function takeDueRefunds(limit: number): Promise<DueRefund[]> {
  return prisma.$queryRaw<DueRefund[]>`
    WITH due AS (
      SELECT id FROM refunds WHERE status = 'REQUESTED' AND try_at <= now()
      ORDER BY try_at LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE refunds f SET try_at = now() + make_interval(secs => ${tryLeaseSeconds}), tries = f.tries + 1
    FROM due, payments p WHERE f.id = due.id AND p.id = f.payment_id
    RETURNING f.id::text, f.amount::float8 AS amount, p.amount::float8 AS paid, p.order_id AS "orderId",
      p.payment_key AS "paymentKey", f.tries, f.refusals`;
}

/** The money is back: COMPLETED with its event, once. */
export async function completeRefund(id: string): Promise<boolean> {
  const done = await prisma.$executeRaw`
    WITH done AS (
      UPDATE refunds SET status = 'COMPLETED', completed_at = now(), refused_code = NULL
      WHERE id = ${id}::uuid AND status = 'REQUESTED'
      RETURNING id, payment_id, amount
    )
    INSERT INTO outbox (type, key, payload)
    SELECT 'refund.completed', p.reservation_id::text, jsonb_build_object('refundId', done.id,
      'paymentId', p.id, 'reservationId', p.reservation_id, 'scheduleId', r.schedule_id,
      'accountId', p.account_id, 'amount', done.amount)
    FROM done JOIN payments p ON p.id = done.payment_id JOIN reservations r ON r.id = p.reservation_id`;
  return done > 0;
}

/**
 * Tries again in so many seconds; `refusedCode` when the gateway said no, which the next try asks anew. The first no is
 * an event: staff read of it in the audit log.
 */
export async function retryRefund(
  id: string,
  { seconds, refusedCode = null }: { seconds: number; refusedCode?: string | null },
): Promise<void> {
  await prisma.$executeRaw`
    WITH tried AS (
      UPDATE refunds SET try_at = now() + make_interval(secs => ${seconds}::float8),
        refused_code = coalesce(${refusedCode}::text, refused_code),
        refusals = refusals + CASE WHEN ${refusedCode}::text IS NULL THEN 0 ELSE 1 END
      WHERE id = ${id}::uuid AND status = 'REQUESTED'
      RETURNING id, payment_id, amount, refusals
    )
    INSERT INTO outbox (type, key, payload)
    SELECT 'refund.refused', p.reservation_id::text, jsonb_build_object('refundId', tried.id,
      'paymentId', p.id, 'reservationId', p.reservation_id, 'scheduleId', r.schedule_id,
      'accountId', p.account_id, 'amount', tried.amount, 'code', ${refusedCode}::text)
    FROM tried JOIN payments p ON p.id = tried.payment_id JOIN reservations r ON r.id = p.reservation_id
    WHERE ${refusedCode}::text IS NOT NULL AND tried.refusals = 1`;
}

export type WaitingRefunds = {
  /** How many are REQUESTED, and how many of those the gateway said no to when it last answered. */
  count: number;
  refused: number;
  /** Since the oldest was asked for, in milliseconds; 0 when none waits. */
  oldestMs: number;
};

export async function waitingRefunds(): Promise<WaitingRefunds> {
  const [waiting] = await prisma.$queryRaw<WaitingRefunds[]>`
    SELECT count(*)::int AS count, count(refused_code)::int AS refused,
      coalesce(EXTRACT(epoch FROM now() - min(created_at)) * 1000, 0)::float8 AS "oldestMs"
    FROM refunds WHERE status = 'REQUESTED'`;
  return waiting!;
}

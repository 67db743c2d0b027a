import { coalesce } from '@/server/platform/coalesce';
import { isOffence, Prisma, prisma, queryRows } from '@/server/platform/db';
import type { Idempotency } from '@/server/platform/idempotency';
import { isoSql } from '@/server/platform/sql';
import type { PaymentView } from './payments.schema';

export type WalletPayment = {
  id: string;
  reservationId: string;
  accountId: string;
  idempotency: Idempotency;
};

/**
 * Pays a reservation from its owner's wallet: debit, ledger row, payment, RESERVED, a ticket a seat, the event and
 * the kept answer, in one statement that no crash can split. Null when it was not to be: no such reservation of this
 * account, not RESERVING, over, a balance too low, or a key that was used; nothing has changed then.
 */
export const insertWalletPayment: (payment: WalletPayment) => Promise<PaymentView | null> =
  coalesce({
    batchMax: 64,
    inFlightMax: 2, // a third makes the batches smaller, and what is spent on an order larger
    keysOf: ({ reservationId, accountId, idempotency }) => [
      `w:${accountId}`,
      `r:${reservationId}`,
      `k:${idempotency.scope}`,
    ],
    isOffence,
    run: insertWalletPayments,
  });

/**
 * Many in one statement. Rows are locked in the order of their ids, so that batches of several processes never wait for
 * each other in a ring. Each part hands the next all that it needs, and looks up by key what it has not: Postgres takes
 * a batch for a row, and would join two parts by comparing all with all.
 */
export async function insertWalletPayments(
  payments: WalletPayment[],
): Promise<(PaymentView | null)[]> {
  const column = <K extends keyof WalletPayment>(name: K) => payments.map((one) => one[name]);
  const scopes = payments.map(({ idempotency }) => idempotency.scope);
  const hashes = payments.map(({ idempotency }) => idempotency.requestHash);
  const rows = await queryRows<{ payment: string; body: PaymentView }>(Prisma.sql`
    WITH asked AS MATERIALIZED (
      SELECT * FROM unnest(
        ${column('id')}::uuid[], ${column('reservationId')}::uuid[], ${column('accountId')}::uuid[],
        ${scopes}::text[], ${hashes}::text[]
      ) AS a (payment_id, id, account_id, scope, request_hash)
      WHERE NOT EXISTS (SELECT FROM idempotency_keys k WHERE k.scope = a.scope)
      ORDER BY id
    ), target AS MATERIALIZED (
      SELECT asked.*, r.schedule_id, r.pass_id, r.total FROM asked, LATERAL (
        SELECT * FROM reservations r
        WHERE r.id = asked.id AND r.account_id = asked.account_id OFFSET 0 FOR NO KEY UPDATE
      ) r WHERE r.status = 'RESERVING' AND r.expires_at > now() ORDER BY account_id
    ), purse AS MATERIALIZED (
      SELECT target.* FROM target, LATERAL (
        SELECT FROM wallets w WHERE w.account_id = target.account_id FOR NO KEY UPDATE
      ) w
    ), debit AS (
      UPDATE wallets w SET balance = balance - p.total FROM purse p
      WHERE w.account_id = p.account_id AND w.balance >= p.total
      RETURNING p.*, w.balance
    ), sold AS MATERIALIZED (
      SELECT debit.*, seats.*, now()::timestamptz(3) AS paid_at FROM debit, LATERAL (
        SELECT array_agg(seat_index ORDER BY seat_index) AS seat_indexes,
          array_agg(uuidv7()) AS ticket_ids
        FROM reservation_seats s WHERE s.reservation_id = debit.id
      ) seats ORDER BY id
    ), entry AS (
      INSERT INTO wallet_transactions (account_id, id, kind, amount, balance_after, reservation_id, created_at)
      SELECT account_id, uuidv7(), 'PAYMENT', -total, balance, id, clock_timestamp() FROM sold
    ), reserved AS (
      UPDATE reservations r SET status = 'RESERVED', reserved_at = paid_at FROM sold
      WHERE r.id = sold.id
    ), paid AS (
      INSERT INTO payments (id, reservation_id, account_id, method, status, amount, completed_at)
      SELECT payment_id, id, account_id, 'wallet', 'COMPLETED', total, paid_at FROM sold
    ), ticketed AS (
      INSERT INTO tickets (id, reservation_id, schedule_id, account_id, seat_index)
      SELECT ticket.id, sold.id, schedule_id, account_id, seat_index
      FROM sold, unnest(ticket_ids, seat_indexes) AS ticket (id, seat_index)
    ), event AS (
      INSERT INTO outbox (type, key, payload)
      SELECT 'reservation.reserved', id::text, jsonb_build_object('reservationId', id,
        'scheduleId', schedule_id, 'accountId', account_id, 'passId', pass_id,
        'seatIndexes', seat_indexes)
      FROM sold
    ), answer AS (
      SELECT payment_id, scope, request_hash,
        jsonb_build_object('id', payment_id, 'reservationId', id, 'method', 'wallet',
          'status', 'COMPLETED', 'amount', total, 'completedAt', ${isoSql(Prisma.sql`paid_at`)},
          'ticketIds', ticket_ids) AS body
      FROM sold
    ), kept AS (
      INSERT INTO idempotency_keys (scope, request_hash, status, body)
      SELECT scope, request_hash, 201, body FROM answer
    )
    SELECT payment_id::text AS payment, body FROM answer`);
  const made = new Map(rows.map(({ payment, body }) => [payment, body]));
  return payments.map(({ id }) => made.get(id) ?? null);
}

/** Why a payment could not be: the reservation as it stands, with the balance beside its price. */
export async function findPayable(reservationId: string, accountId: string) {
  const [reservation, wallet] = await Promise.all([
    prisma.reservation.findFirst({
      where: { id: reservationId, accountId },
      select: { status: true, expiresAt: true, total: true, cancelledReason: true },
    }),
    prisma.wallet.findUnique({ where: { accountId }, select: { balance: true } }),
  ]);
  return (
    reservation && {
      ...reservation,
      total: Number(reservation.total),
      balance: Number(wallet?.balance ?? 0),
    }
  );
}

export function findOwnedPayment(accountId: string, id: string) {
  return prisma.payment.findFirst({
    where: { id, accountId },
    include: { reservation: { select: { id: true } } },
  });
}

export async function listTicketIds(reservationId: string): Promise<string[]> {
  const rows = await prisma.ticket.findMany({
    where: { reservationId },
    orderBy: { seatIndex: 'asc' },
    select: { id: true },
  });
  return rows.map((row) => row.id);
}

import { coalesce } from '@/server/platform/coalesce';
import { isOffence, Prisma, prisma } from '@/server/platform/db';
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
    inFlightMax: 3,
    keysOf: ({ reservationId, accountId, idempotency }) => [
      `w:${accountId}`,
      `r:${reservationId}`,
      `k:${idempotency.scope}`,
    ],
    isOffence,
    run: insertWalletPayments,
  });

/** Many in one statement. Rows are locked in the order of their ids, so that batches of several processes never wait for each other in a ring. */
export async function insertWalletPayments(
  payments: WalletPayment[],
): Promise<(PaymentView | null)[]> {
  const column = <K extends keyof WalletPayment>(name: K) => payments.map((one) => one[name]);
  const scopes = payments.map(({ idempotency }) => idempotency.scope);
  const hashes = payments.map(({ idempotency }) => idempotency.requestHash);
  const rows = await prisma.$queryRaw<{ payment: string; body: PaymentView }[]>`
    WITH asked AS (
      SELECT * FROM unnest(
        ${column('id')}::uuid[], ${column('reservationId')}::uuid[], ${column('accountId')}::uuid[],
        ${scopes}::text[], ${hashes}::text[]
      ) AS a (payment_id, id, account_id, scope, request_hash)
      WHERE NOT EXISTS (SELECT FROM idempotency_keys k WHERE k.scope = a.scope)
    ), target AS (
      SELECT r.id, r.schedule_id, r.account_id, r.pass_id, r.total, a.payment_id, a.scope, a.request_hash
      FROM asked a JOIN reservations r ON r.id = a.id AND r.account_id = a.account_id
      WHERE r.status = 'RESERVING' AND r.expires_at > now()
      ORDER BY r.id FOR NO KEY UPDATE OF r
    ), purse AS (
      SELECT w.account_id FROM wallets w JOIN target t USING (account_id)
      ORDER BY w.account_id FOR NO KEY UPDATE OF w
    ), debit AS (
      UPDATE wallets w SET balance = balance - t.total FROM target t JOIN purse USING (account_id)
      WHERE w.account_id = t.account_id AND w.balance >= t.total
      RETURNING t.*, w.balance
    ), entry AS (
      INSERT INTO wallet_transactions (account_id, id, kind, amount, balance_after, reservation_id, created_at)
      SELECT account_id, uuidv7(), 'PAYMENT', -total, balance, id, clock_timestamp() FROM debit
    ), reserved AS (
      UPDATE reservations r SET status = 'RESERVED', reserved_at = now() FROM debit WHERE r.id = debit.id
    ), paid AS (
      INSERT INTO payments (id, reservation_id, account_id, method, status, amount, completed_at)
      SELECT payment_id, id, account_id, 'wallet', 'COMPLETED', total, now() FROM debit ORDER BY id
      RETURNING id, completed_at
    ), ticketed AS (
      INSERT INTO tickets (id, reservation_id, schedule_id, account_id, seat_index)
      SELECT uuidv7(), s.reservation_id, s.schedule_id, s.account_id, s.seat_index
      FROM debit JOIN reservation_seats s ON s.reservation_id = debit.id
      RETURNING id, reservation_id, seat_index
    ), seats AS (
      SELECT reservation_id AS id, jsonb_agg(seat_index ORDER BY seat_index) AS seats,
        jsonb_agg(ticketed.id ORDER BY seat_index) AS tickets
      FROM ticketed GROUP BY reservation_id
    ), event AS (
      INSERT INTO outbox (type, key, payload)
      SELECT 'reservation.reserved', id::text, jsonb_build_object('reservationId', id,
        'scheduleId', schedule_id, 'accountId', account_id, 'passId', pass_id, 'seatIndexes', seats)
      FROM debit JOIN seats USING (id) ORDER BY id
    ), answer AS (
      SELECT paid.id AS payment, scope, request_hash, debit.id,
        jsonb_build_object('id', paid.id, 'reservationId', debit.id, 'method', 'wallet',
          'status', 'COMPLETED', 'amount', total, 'completedAt', ${isoSql(Prisma.sql`completed_at`)},
          'ticketIds', tickets) AS body
      FROM paid JOIN debit ON debit.payment_id = paid.id JOIN seats ON seats.id = debit.id
    ), kept AS (
      INSERT INTO idempotency_keys (scope, request_hash, status, body)
      SELECT scope, request_hash, 201, body FROM answer ORDER BY id
    )
    SELECT payment::text, body FROM answer`;
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

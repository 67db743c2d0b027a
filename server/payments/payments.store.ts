import { Prisma, prisma } from '@/server/platform/db';
import { keepAnswerSql, type Idempotency } from '@/server/platform/idempotency';
import { isoSql } from '@/server/platform/sql';
import type { PaymentView } from './payments.schema';

/**
 * Pays a reservation from its owner's wallet: debit, ledger row, payment, RESERVED, a ticket a seat, the event and
 * the kept answer, in one statement that no crash can split. Null when it was not to be: no such reservation of
 * this account, not RESERVING, over, or a balance too low; nothing has changed then.
 */
export async function insertWalletPayment(
  payment: { id: string; reservationId: string; accountId: string },
  idempotency: Idempotency,
): Promise<PaymentView | null> {
  const rows = await prisma.$queryRaw<{ body: PaymentView }[]>`
    WITH target AS (
      SELECT id, schedule_id, account_id, pass_id, total FROM reservations
      WHERE id = ${payment.reservationId}::uuid AND account_id = ${payment.accountId}::uuid
        AND status = 'RESERVING' AND expires_at > now()
      FOR UPDATE
    ), debit AS (
      UPDATE wallets w SET balance = balance - t.total FROM target t
      WHERE w.account_id = t.account_id AND w.balance >= t.total
      RETURNING t.id, t.schedule_id, t.account_id, t.pass_id, t.total, w.balance
    ), entry AS (
      INSERT INTO wallet_transactions (account_id, id, kind, amount, balance_after, reservation_id, created_at)
      SELECT account_id, uuidv7(), 'PAYMENT', -total, balance, id, clock_timestamp() FROM debit
    ), reserved AS (
      UPDATE reservations r SET status = 'RESERVED', reserved_at = now() FROM debit WHERE r.id = debit.id
    ), paid AS (
      INSERT INTO payments (id, reservation_id, account_id, method, status, amount, completed_at)
      SELECT ${payment.id}::uuid, id, account_id, 'wallet', 'COMPLETED', total, now() FROM debit
      RETURNING id, reservation_id, amount, completed_at
    ), ticketed AS (
      INSERT INTO tickets (id, reservation_id, schedule_id, account_id, seat_index)
      SELECT uuidv7(), s.reservation_id, s.schedule_id, s.account_id, s.seat_index
      FROM debit JOIN reservation_seats s ON s.reservation_id = debit.id
      RETURNING id, seat_index
    ), event AS (
      INSERT INTO outbox (type, key, payload)
      SELECT 'reservation.reserved', id::text, jsonb_build_object('reservationId', id,
        'scheduleId', schedule_id, 'accountId', account_id, 'passId', pass_id,
        'seatIndexes', (SELECT jsonb_agg(seat_index) FROM ticketed)) FROM debit
    ), answer AS (
      SELECT jsonb_build_object('id', id, 'reservationId', reservation_id, 'method', 'wallet',
        'status', 'COMPLETED', 'amount', amount, 'completedAt', ${isoSql(Prisma.sql`completed_at`)},
        'ticketIds', (SELECT jsonb_agg(id ORDER BY seat_index) FROM ticketed)) AS body FROM paid
    ), kept AS (
      ${keepAnswerSql(idempotency, Prisma.sql`body`, Prisma.sql`FROM answer`)}
    )
    SELECT body FROM answer`;
  return rows[0]?.body ?? null;
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

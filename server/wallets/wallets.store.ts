import { Prisma, prisma, type Tx } from '@/server/platform/db';
import { keepAnswerSql, type Idempotency } from '@/server/platform/idempotency';
import { isoSql } from '@/server/platform/sql';
import { walletBalanceMaxWon } from './wallets.schema';

export async function insertWalletTx(tx: Tx, accountId: string): Promise<void> {
  await tx.wallet.createMany({ data: [{ accountId }], skipDuplicates: true });
}

export async function findBalance(accountId: string): Promise<number> {
  const row = await prisma.wallet.findUnique({ where: { accountId }, select: { balance: true } });
  return Number(row?.balance ?? 0);
}

/** A charge as its ledger row says it, and as it is kept for repeats. */
export type ChargeRow = { id: string; amount: number; balanceAfter: number; createdAt: string };

/**
 * Adds to the balance, writes the ledger row and keeps the answer under its key, or does none of it: null when
 * the wallet would hold more than it may. The row's id is made under the wallet's lock, so ids order the ledger.
 */
export async function insertCharge(
  accountId: string,
  amount: number,
  idempotency: Idempotency,
): Promise<ChargeRow | null> {
  const rows = await prisma.$queryRaw<{ body: ChargeRow }[]>`
    WITH wallet AS (
      INSERT INTO wallets (account_id, balance) VALUES (${accountId}::uuid, ${amount}::bigint)
      ON CONFLICT (account_id) DO UPDATE SET balance = wallets.balance + EXCLUDED.balance
        WHERE wallets.balance + EXCLUDED.balance <= ${walletBalanceMaxWon}::bigint
      RETURNING account_id, balance
    ), entry AS (
      INSERT INTO wallet_transactions (account_id, id, kind, amount, balance_after, created_at)
      SELECT account_id, uuidv7(), 'CHARGE', ${amount}::bigint, balance, clock_timestamp() FROM wallet
      RETURNING id, amount, balance_after, created_at
    ), answer AS (
      SELECT jsonb_build_object('id', id, 'amount', amount, 'balanceAfter', balance_after,
        'createdAt', ${isoSql(Prisma.sql`created_at`)}) AS body FROM entry
    ), kept AS (
      ${keepAnswerSql(idempotency, Prisma.sql`body`, Prisma.sql`FROM answer`)}
    )
    SELECT body FROM answer`;
  return rows[0]?.body ?? null;
}

const title = { select: { titleKo: true, titleEn: true } } as const;

/** An account's ledger before `cursor`, newest first. */
export function listEntries(accountId: string, cursor: string | undefined, limit: number) {
  return prisma.walletTransaction.findMany({
    where: { accountId, ...(cursor && { id: { lt: cursor } }) },
    orderBy: { id: 'desc' },
    take: limit,
    include: {
      reservation: { select: { schedule: { select: { concert: title } } } },
    },
  });
}

export type EntryRow = Awaited<ReturnType<typeof listEntries>>[number];

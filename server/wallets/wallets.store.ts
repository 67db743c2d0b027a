import { coalesce } from '@/server/platform/coalesce';
import { isOffence, Prisma, prisma, type Tx } from '@/server/platform/db';
import type { Idempotency } from '@/server/platform/idempotency';
import { isoSql } from '@/server/platform/sql';
import { walletBalanceMaxWon } from './wallets.schema';

export async function insertWalletTx(tx: Tx, accountId: string): Promise<void> {
  await tx.wallet.createMany({ data: [{ accountId }], skipDuplicates: true });
}

/** What a wallet holds, in won; 0 where there is none. Those asked for at the same time are read together. */
export const findBalance: (accountId: string) => Promise<number> = coalesce({
  batchMax: 256,
  inFlightMax: 2,
  keysOf: () => [],
  isOffence: () => false,
  run: findBalances,
});

async function findBalances(accountIds: string[]): Promise<number[]> {
  const rows = await prisma.$queryRaw<{ account: string; balance: bigint }[]>`
    SELECT account_id::text AS account, balance FROM wallets WHERE account_id = ANY(${accountIds}::uuid[])`;
  const found = new Map(rows.map(({ account, balance }) => [account, Number(balance)]));
  return accountIds.map((id) => found.get(id) ?? 0);
}

/** A charge as its ledger row says it, and as it is kept for repeats. */
export type ChargeRow = { id: string; amount: number; balanceAfter: number; createdAt: string };

export type Charge = { accountId: string; amount: number; idempotency: Idempotency };

/**
 * Adds to the balance, writes the ledger row and keeps the answer under its key, or does none of it: null when
 * the wallet would hold more than it may, or the key was used. The row's id is made under the wallet's lock, so ids
 * order the ledger. At most one charge of a wallet is on its way from a process, so that a wallet that is charged
 * hundreds of times at once holds no connection that others wait for.
 */
export const insertCharge: (charge: Charge) => Promise<ChargeRow | null> = coalesce({
  batchMax: 64,
  inFlightMax: 2,
  keysOf: ({ accountId, idempotency }) => [`w:${accountId}`, `k:${idempotency.scope}`],
  isOffence,
  run: insertCharges,
});

/** Many in one statement, of a wallet each. Wallets are locked in the order of their accounts, as payments lock them. */
async function insertCharges(charges: Charge[]): Promise<(ChargeRow | null)[]> {
  const rows = await prisma.$queryRaw<{ account: string; body: ChargeRow }[]>`
    WITH asked AS (
      SELECT * FROM unnest(
        ${charges.map((one) => one.accountId)}::uuid[], ${charges.map((one) => one.amount)}::bigint[],
        ${charges.map((one) => one.idempotency.scope)}::text[],
        ${charges.map((one) => one.idempotency.requestHash)}::text[]
      ) AS a (account_id, amount, scope, request_hash)
      WHERE NOT EXISTS (SELECT FROM idempotency_keys k WHERE k.scope = a.scope)
    ), wallet AS (
      INSERT INTO wallets (account_id, balance) SELECT account_id, amount FROM asked ORDER BY account_id
      ON CONFLICT (account_id) DO UPDATE SET balance = wallets.balance + EXCLUDED.balance
        WHERE wallets.balance + EXCLUDED.balance <= ${walletBalanceMaxWon}::bigint
      RETURNING account_id, balance
    ), entry AS (
      INSERT INTO wallet_transactions (account_id, id, kind, amount, balance_after, created_at)
      SELECT account_id, uuidv7(), 'CHARGE', amount, balance, clock_timestamp()
      FROM wallet JOIN asked USING (account_id)
      RETURNING account_id, id, amount, balance_after, created_at
    ), answer AS (
      SELECT account_id, jsonb_build_object('id', id, 'amount', amount, 'balanceAfter', balance_after,
        'createdAt', ${isoSql(Prisma.sql`created_at`)}) AS body FROM entry
    ), kept AS (
      INSERT INTO idempotency_keys (scope, request_hash, status, body)
      SELECT scope, request_hash, 201, body FROM answer JOIN asked USING (account_id) ORDER BY scope
    )
    SELECT account_id::text AS account, body FROM answer`;
  const made = new Map(rows.map(({ account, body }) => [account, body]));
  return charges.map(({ accountId }) => made.get(accountId) ?? null);
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

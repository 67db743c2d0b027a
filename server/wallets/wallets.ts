import { requireAccount, type Actor } from '@/server/platform/actor';
import type { Tx } from '@/server/platform/db';
import { once, type Idempotency } from '@/server/platform/idempotency';
import { Refusal } from '@/server/platform/refusal';
import {
  walletBalanceMaxWon,
  type ChargeInput,
  type Wallet,
  type WalletTransaction,
  type WalletTransactions,
  type WalletTransactionsQuery,
} from './wallets.schema';
import {
  findBalance,
  insertCharge,
  insertWalletTx,
  listEntries,
  type ChargeRow,
  type EntryRow,
} from './wallets.store';

/** An empty wallet for a new account; one that is there stays as it is. */
export async function openWalletTx(tx: Tx, accountId: string): Promise<void> {
  await insertWalletTx(tx, accountId);
}

export async function findWallet(actor: Actor): Promise<Wallet> {
  const balance = await findBalance(requireAccount(actor).id);
  return { balance, balanceMax: walletBalanceMaxWon };
}

/**
 * Puts money in the actor's wallet, once for a key however often it is sent. Opens the wallet if need be.
 * Refuses `balance_over_limit`.
 */
export async function chargeWallet(
  actor: Actor,
  { amount, idempotency }: ChargeInput & { idempotency: Idempotency },
): Promise<WalletTransaction> {
  const account = requireAccount(actor);
  const charge = await once<ChargeRow>(idempotency, async () => {
    const row = await insertCharge({ accountId: account.id, amount, idempotency });
    if (!row) throw new Refusal('balance_over_limit', { balanceMax: walletBalanceMaxWon });
    return row;
  });
  return presentCharge(charge);
}

function presentCharge(row: ChargeRow): WalletTransaction {
  return { ...row, kind: 'CHARGE', reservationId: null, concertTitle: null };
}

/** The actor's ledger, newest first, with the balance that each row left. */
export async function listWalletTransactions(
  actor: Actor,
  { cursor, size }: WalletTransactionsQuery,
): Promise<WalletTransactions> {
  const rows = await listEntries(requireAccount(actor).id, cursor, size + 1);
  const page = rows.slice(0, size);
  const nextCursor = rows.length > size ? page.at(-1)!.id : null;
  return { transactions: page.map(presentEntry), nextCursor };
}

function presentEntry(row: EntryRow): WalletTransaction {
  const concert = row.reservation?.schedule.concert;
  return {
    id: row.id,
    kind: row.kind as WalletTransaction['kind'],
    amount: Number(row.amount),
    balanceAfter: Number(row.balanceAfter),
    reservationId: row.reservationId,
    concertTitle: concert ? { ko: concert.titleKo, en: concert.titleEn } : null,
    createdAt: row.createdAt.toISOString(),
  };
}

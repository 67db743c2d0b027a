/**
 * Wallets: a person's balance and its ledger. Home of truth: Postgres (`wallets`, `wallet_transactions`).
 * Invariants: a balance is the sum of its ledger and never negative (invariant 2); every change of a balance
 * writes its ledger row in the same statement, with an id made under the wallet's lock (`uuidv7()` in SQL), so
 * that ids order the ledger and each row's `balance_after` follows from the one before.
 */
export { chargeWallet, findWallet, listWalletTransactions, openWalletTx } from './wallets';

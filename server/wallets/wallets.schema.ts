import { z } from 'zod';
import { idSchema } from '@/server/platform/id.schema';

/** One charge, in won. */
export const chargeMinWon = 1_000;
export const chargeMaxWon = 2_000_000;
/** What charging may fill a wallet up to, in won. A refund may go beyond: money that comes back is never refused. */
export const walletBalanceMaxWon = 10_000_000;

const transactionsPerPageMax = 100;

export const chargeInputSchema = z.strictObject({
  amount: z.number().int().min(chargeMinWon).max(chargeMaxWon),
});
export type ChargeInput = z.infer<typeof chargeInputSchema>;

export const walletSchema = z.object({
  balance: z.number().int(),
  balanceMax: z.number().int(),
});
export type Wallet = z.infer<typeof walletSchema>;

export const walletTransactionSchema = z.object({
  id: z.uuid(),
  kind: z.enum(['CHARGE', 'PAYMENT', 'REFUND']),
  /** Won; negative for a payment. */
  amount: z.number().int(),
  balanceAfter: z.number().int(),
  /** What was paid for or refunded; null for a charge. */
  reservationId: z.uuid().nullable(),
  concertTitle: z.object({ ko: z.string(), en: z.string() }).nullable(),
  createdAt: z.iso.datetime({ offset: true }),
});
export type WalletTransaction = z.infer<typeof walletTransactionSchema>;

export const walletTransactionsQuerySchema = z.object({
  /** The `nextCursor` of the page before. */
  cursor: idSchema.optional(),
  size: z.coerce.number().int().min(1).max(transactionsPerPageMax).default(20),
});
export type WalletTransactionsQuery = z.infer<typeof walletTransactionsQuerySchema>;

export const walletTransactionsSchema = z.object({
  transactions: z.array(walletTransactionSchema),
  nextCursor: z.uuid().nullable(),
});
export type WalletTransactions = z.infer<typeof walletTransactionsSchema>;

import { z } from 'zod';

/**
 * What a fan pays to cancel, by calendar days (Korean time) left before the show; on the day itself nothing can
 * be cancelled. In order; the first tier whose `daysMin` is reached counts. Staff cancel without a fee.
 */
export const cancellationFeeTiers = [
  { daysMin: 10, percent: 0 },
  { daysMin: 7, percent: 10 },
  { daysMin: 3, percent: 20 },
  { daysMin: 1, percent: 30 },
] as const;

/** The reason of a reservation that went with its schedule. */
export const scheduleCancelledReason = 'schedule_cancelled';

const reasonLengthMax = 200;

export const cancellationInputSchema = z.strictObject({
  reason: z.string().trim().max(reasonLengthMax).default(''),
  feeShown: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe(
      'the fee in won that the person was shown; if it is higher by now the answer is `fee_changed`, with the `fee` and the `refund` of now, and nothing is cancelled',
    ),
});
export type CancellationInput = z.infer<typeof cancellationInputSchema>;

/** Staff say why: it is in the audit log. */
export const staffCancellationInputSchema = z.strictObject({
  reason: z.string().trim().min(1).max(reasonLengthMax),
});

/** What cancelling now would give back; shown before the button. */
export const cancellationQuoteSchema = z.object({
  cancellable: z.boolean(),
  daysLeft: z.number().int(),
  feePercent: z.number().int(),
  fee: z.number().int(),
  /** Won that come back; 0 while nothing was paid. */
  refund: z.number().int(),
});
export type CancellationQuote = z.infer<typeof cancellationQuoteSchema>;

export const cancellationSchema = z.object({
  reservationId: z.uuid(),
  status: z.literal('CANCELLED'),
  cancelledAt: z.iso.datetime({ offset: true }),
  /** Null when nothing had been paid. */
  refund: z
    .object({
      amount: z.number().int(),
      fee: z.number().int(),
      status: z.enum(['REQUESTED', 'COMPLETED']),
    })
    .nullable(),
});
export type Cancellation = z.infer<typeof cancellationSchema>;

import { z } from 'zod';

/** Staff say why: it is in the audit log, and not told to fans. */
export const scheduleCancellationInputSchema = z.strictObject({
  reason: z.string().trim().min(1).max(200),
});
export type ScheduleCancellationInput = z.infer<typeof scheduleCancellationInputSchema>;

export const cancelledScheduleSchema = z.object({
  scheduleId: z.uuid(),
  cancelledAt: z.iso.datetime({ offset: true }),
});
export type CancelledSchedule = z.infer<typeof cancelledScheduleSchema>;

/** A show that was cancelled, and how far the refunds are. */
export const scheduleCancellationSchema = cancelledScheduleSchema.extend({
  reason: z.string(),
  by: z.string(),
  /** Reservations that lived when the show was cancelled, and those of them that do no more. */
  total: z.number().int(),
  done: z.number().int(),
  /** Won that people have back, and won that a card's gateway was asked for and has not given yet. */
  refundedWon: z.number().int(),
  requestedWon: z.number().int(),
});
export type ScheduleCancellation = z.infer<typeof scheduleCancellationSchema>;

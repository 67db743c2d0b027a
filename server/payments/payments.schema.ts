import { z } from 'zod';
import { idSchema } from '@/server/platform/id.schema';

export const paymentMethodSchema = z.enum(['wallet', 'card']);
export type PaymentMethod = z.infer<typeof paymentMethodSchema>;

export const paySchema = z.strictObject({ reservationId: idSchema, method: paymentMethodSchema });

export const paymentSchema = z.object({
  id: z.uuid(),
  reservationId: z.uuid(),
  method: paymentMethodSchema,
  status: z.enum(['PENDING', 'COMPLETED', 'FAILED']),
  /** Integer won. */
  amount: z.number().int(),
  completedAt: z.iso.datetime().nullable(),
  ticketIds: z.array(z.uuid()),
});
export type PaymentView = z.infer<typeof paymentSchema>;

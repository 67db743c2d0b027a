import { z } from 'zod';
import { idSchema } from '@/server/platform/id.schema';
import { holdIdSchema, wantedSeatsSchema } from '@/server/holds/holds.schema';
import { seatIdSchema } from '@/server/seats/seats.schema';
import { paymentMethodSchema, paymentStatusSchema } from '@/server/payments/payments.schema';
import { gradeSchema } from '@/server/venues/layout.schema';

const reserveHoldSchema = z.strictObject({ holdId: holdIdSchema });

/** Without a hold: only where the schedule sells on while the seats' Redis is away, and only while it is. */
const reserveSeatsSchema = z.strictObject({ scheduleId: idSchema, seatIds: wantedSeatsSchema });

export const reserveSchema = z.union([
  reserveHoldSchema.describe('what you hold'),
  reserveSeatsSchema.describe('these seats themselves, with your pass, while seats cannot be held'),
]);

export const reservationStatusSchema = z.enum(['RESERVING', 'RESERVED', 'CANCELLED']);
export type ReservationStatus = z.infer<typeof reservationStatusSchema>;

export const reservationSchema = z.object({
  id: z.uuid(),
  scheduleId: z.uuid(),
  status: reservationStatusSchema,
  seats: z.array(z.object({ seatId: seatIdSchema, grade: gradeSchema, price: z.number().int() })),
  /** Integer won. */
  total: z.number().int(),
  /** Until when it can be paid; says nothing once it is RESERVED. */
  expiresAt: z.iso.datetime(),
  createdAt: z.iso.datetime(),
  reservedAt: z.iso.datetime().nullable(),
  cancelledAt: z.iso.datetime().nullable(),
  cancelledReason: z.string().nullable(),
  /** How it is or was paid, once that has begun; with what came back of it, or is about to. */
  payment: z
    .object({
      id: z.uuid(),
      method: paymentMethodSchema,
      status: paymentStatusSchema,
      refund: z
        .object({ amount: z.number().int(), status: z.enum(['REQUESTED', 'COMPLETED']) })
        .nullable(),
    })
    .optional(),
});
export type ReservationView = z.infer<typeof reservationSchema>;

export const reservationsQuerySchema = z.object({
  /** The last reservation's id of the page before. */
  cursor: idSchema.optional(),
  size: z.coerce.number().int().min(1).max(50).default(20),
});

export const reservationsPageSchema = z.object({
  reservations: z.array(reservationSchema),
  nextCursor: z.uuid().nullable(),
});
export type ReservationsPage = z.infer<typeof reservationsPageSchema>;

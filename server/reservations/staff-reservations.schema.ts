import { z } from 'zod';
import { idSchema } from '@/server/platform/id.schema';
import { ticketSeatSchema } from '@/server/tickets/tickets.schema';
import { reservationStatusSchema } from './reservations.schema';

const queryCharsMax = 100;
const perPageMax = 100;
const instant = z.iso.datetime({ offset: true });

export const staffReservationsQuerySchema = z.object({
  concertId: idSchema.optional(),
  scheduleId: idSchema.optional(),
  status: reservationStatusSchema.optional(),
  /** A reservation's id, the beginning of an e-mail address, or part of a name. */
  query: z.string().trim().max(queryCharsMax).optional(),
  /** The `nextCursor` of the page before. */
  cursor: idSchema.optional(),
  size: z.coerce.number().int().min(1).max(perPageMax).default(50),
});
export type StaffReservationsQuery = z.infer<typeof staffReservationsQuerySchema>;

/** A reservation as staff see it. */
export const staffReservationSchema = z.object({
  id: z.uuid(),
  status: reservationStatusSchema,
  buyer: z.object({ id: z.uuid(), name: z.string(), email: z.string() }),
  concert: z.object({ id: z.uuid(), title: z.object({ ko: z.string(), en: z.string() }) }),
  schedule: z.object({ id: z.uuid(), startsAt: instant }),
  seats: z.array(ticketSeatSchema),
  total: z.number().int(),
  createdAt: instant,
  reservedAt: instant.nullable(),
  cancelledAt: instant.nullable(),
  cancelledReason: z.string().nullable(),
  refund: z
    .object({ amount: z.number().int(), fee: z.number().int(), status: z.string() })
    .nullable(),
});
export type StaffReservation = z.infer<typeof staffReservationSchema>;

/** Newest first. */
export const staffReservationsSchema = z.object({
  reservations: z.array(staffReservationSchema),
  nextCursor: z.uuid().nullable(),
});
export type StaffReservations = z.infer<typeof staffReservationsSchema>;

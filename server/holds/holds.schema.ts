import { z } from 'zod';
import { seatIdSchema } from '@/server/seats/seats.schema';
import { gradeSchema } from '@/server/venues/layout.schema';

/** No schedule lets one person have more; a schedule's own limit may be lower. */
export const seatsPerHoldMax = 8;

export const wantedSeatsSchema = z
  .array(seatIdSchema)
  .min(1)
  .max(seatsPerHoldMax)
  .refine((ids) => new Set(ids).size === ids.length, 'a seat is named twice');

export const holdSeatsSchema = z.union([
  z.strictObject({ seatIds: wantedSeatsSchema }).describe('these seats, all or none'),
  z
    .strictObject({
      bestAvailable: z.strictObject({
        grade: gradeSchema,
        count: z.number().int().min(1).max(seatsPerHoldMax),
      }),
    })
    .describe('the best seats together that are free'),
]);
export type HoldSeatsInput = z.infer<typeof holdSeatsSchema>;

/** A schedule's id and the hold's own: which seats it is about is in the name, so it is found without a search. */
export const holdIdSchema = z.string().regex(/^[0-9a-f-]{36}\.[0-9a-f-]{36}$/, 'not a hold id');

export const holdSchema = z.object({
  id: holdIdSchema,
  scheduleId: z.uuid(),
  seats: z.array(z.object({ seatId: seatIdSchema, grade: gradeSchema, price: z.number().int() })),
  /** Integer won. */
  total: z.number().int(),
  expiresAt: z.iso.datetime(),
  serverNow: z.iso.datetime(),
});
export type HoldView = z.infer<typeof holdSchema>;

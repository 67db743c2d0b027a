import { z } from 'zod';
import { gradeSchema } from '@/server/venues/layout.schema';

/** One digit a seat, as it stands in the snapshot's string and in a change. */
export const seatStatus = { available: 0, held: 1, reserving: 2, sold: 3, blocked: 4 } as const;
export type SeatStatus = (typeof seatStatus)[keyof typeof seatStatus];

/**
 * What a sale does while the seats' Redis is away: nothing (`pause`), or it goes on by reservations alone, which
 * Postgres's unique indexes keep apart (`degraded`).
 */
export const seatsAwayModeSchema = z.enum(['pause', 'degraded']);
export type SeatsAwayMode = z.infer<typeof seatsAwayModeSchema>;

/** A seat of a layout: 0..N-1. */
export const seatIdSchema = z.number().int().min(0).max(149_999);

export const seatSnapshotSchema = z.object({
  scheduleId: z.uuid(),
  /** Grows by one with every published change, and jumps when the map is rebuilt. */
  version: z.number().int(),
  /** The digit of seat i at position i. */
  status: z.string().regex(/^[0-4]*$/),
  /**
   * Drawn from Postgres while the seats' Redis is away, by a version of its own: nobody holds seats, and
   * `POST /reservations` takes them directly.
   */
  degraded: z.boolean().default(false),
  serverNow: z.iso.datetime(),
});
export type SeatSnapshot = z.infer<typeof seatSnapshotSchema>;

export const seatCountsSchema = z.object({
  grade: gradeSchema,
  available: z.number().int(),
  held: z.number().int(),
  reserving: z.number().int(),
  sold: z.number().int(),
  blocked: z.number().int(),
});
/** How many seats of a grade are in each state. */
export type SeatCounts = z.infer<typeof seatCountsSchema>;

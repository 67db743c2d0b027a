import { z } from 'zod';
import { idSchema } from '@/server/platform/id.schema';
import { gradeSchema } from '@/server/venues/layout.schema';

/** A signed code has 128 characters and a typed number 19; anything longer is neither. */
const codeLengthMax = 200;
const gateLengthMax = 40;
const ticketsPerPageMax = 100;

const textSchema = z.object({ ko: z.string(), en: z.string() });
const instant = z.iso.datetime({ offset: true });

/** Where to sit, as printed on the ticket. */
export const ticketSeatSchema = z.object({
  floor: textSchema,
  section: z.string(),
  row: z.string(),
  number: z.number().int(),
  grade: gradeSchema,
});
export type TicketSeat = z.infer<typeof ticketSeatSchema>;

export const ticketSchema = z.object({
  id: z.uuid(),
  /** What a person can read out and type at the door: four groups of four. */
  number: z.string(),
  status: z.enum(['VALID', 'USED', 'VOID']),
  reservationId: z.uuid(),
  price: z.number().int(),
  seat: ticketSeatSchema,
  concert: z.object({
    id: z.uuid(),
    title: textSchema,
    artist: textSchema,
    posterSeed: z.string(),
    runningMinutes: z.number().int(),
    ageLimit: z.number().int(),
  }),
  schedule: z.object({ id: z.uuid(), startsAt: instant, cancelled: z.boolean() }),
  venue: z.object({ name: textSchema, address: textSchema }),
  admittedAt: instant.nullable(),
  admittedGate: z.string().nullable(),
});
export type Ticket = z.infer<typeof ticketSchema>;

/** One ticket as its owner holds it: with the code to show as a QR. */
export const ticketWithCodeSchema = ticketSchema.extend({
  /** URL-safe and signed; null once the ticket is void. */
  code: z.string().nullable(),
});
export type TicketWithCode = z.infer<typeof ticketWithCodeSchema>;

export const ticketsQuerySchema = z.object({
  reservationId: idSchema.optional(),
  /** The `nextCursor` of the page before. */
  cursor: idSchema.optional(),
  size: z.coerce.number().int().min(1).max(ticketsPerPageMax).default(20),
});
export type TicketsQuery = z.infer<typeof ticketsQuerySchema>;

/** Newest first. */
export const ticketsSchema = z.object({
  tickets: z.array(ticketSchema),
  nextCursor: z.uuid().nullable(),
});
export type Tickets = z.infer<typeof ticketsSchema>;

export const ticketPublicKeySchema = z.object({
  /** RFC 8037: verifies a code's last 64 bytes over its first 32, the ticket's id and its schedule's. */
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
});

export const admissionInputSchema = z.strictObject({
  /** The QR's text, or the ticket's number as typed. */
  code: z.string().trim().min(1).max(codeLengthMax),
  gate: z.string().trim().min(1).max(gateLengthMax),
});
export type AdmissionInput = z.infer<typeof admissionInputSchema>;

/** Somebody let in. */
export const admissionSchema = z.object({
  ticketId: z.uuid(),
  number: z.string(),
  seat: ticketSeatSchema,
  holder: z.string(),
  admittedAt: instant,
  gate: z.string(),
});
export type Admission = z.infer<typeof admissionSchema>;

/** A show that staff can stand at the door of. */
export const doorSchema = z.object({
  scheduleId: z.uuid(),
  title: textSchema,
  startsAt: instant,
  venue: textSchema,
});
export type Door = z.infer<typeof doorSchema>;

/** Soonest first. */
export const doorsSchema = z.object({ doors: z.array(doorSchema) });

export const doorCountSchema = z.object({ tickets: z.number().int(), admitted: z.number().int() });
export type DoorCount = z.infer<typeof doorCountSchema>;

import { z } from 'zod';
import { idSchema } from '@/server/platform/id.schema';
import { textOutSchema } from '@/server/concerts/concerts.schema';
import { orphanRuleSchema } from '@/server/seats/orphans.schema';
import { seatsAwayModeSchema } from '@/server/seats/seats.schema';
import { gradeSchema, layoutSeatsMax } from '@/server/venues/layout.schema';
import { admissionControlSchema } from '@/server/waiting-room/waiting-room.schema';
import { scheduleCancellationSchema } from './cancellation.schema';

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

export const seatsPerPersonMaxMax = 8;

const priceSchema = z.object({
  grade: gradeSchema,
  /** Won. */
  price: z.number().int().min(0).max(100_000_000),
});

const scheduleFields = {
  startsAt: instant,
  opensAt: instant,
  /** When the sale ends: at the start unless given. */
  closesAt: instant,
  lobbyMinutes: z.number().int().min(0).max(1_440),
  /** People let in per minute, and people inside at once. */
  admissionsPerMinute: z.number().int().min(1).max(1_000_000),
  /** Lets in fewer while the site is slow. */
  autoRate: z.boolean(),
  capacity: z.number().int().min(1).max(1_000_000),
  /** Which part of the invitations is for people with a presale code while they wait, 0..1. */
  presaleShare: z.number().min(0).max(1),
  seatsPerPersonMax: z.number().int().min(1).max(seatsPerPersonMaxMax),
  holdSeconds: z.number().int().min(60).max(1_800),
  passSeconds: z.number().int().min(60).max(3_600),
  reservationSeconds: z.number().int().min(60).max(1_800),
  requiresVerifiedEmail: z.boolean(),
  requiresIdentity: z.boolean(),
  seatsAwayMode: seatsAwayModeSchema,
  orphanRule: orphanRuleSchema,
  blockedSeats: z.array(z.number().int().min(0).max(layoutSeatsMax)).max(layoutSeatsMax),
  /** One for each grade of the layout, no more and no less. */
  prices: z.array(priceSchema).min(1).max(4),
};

export const scheduleInputSchema = z.object({
  concertId: idSchema,
  /** Fixed for good: a seat is its number in it. */
  layoutId: idSchema,
  ...scheduleFields,
  closesAt: scheduleFields.closesAt.optional(),
  lobbyMinutes: scheduleFields.lobbyMinutes.default(30),
  admissionsPerMinute: scheduleFields.admissionsPerMinute.default(1_700),
  autoRate: scheduleFields.autoRate.default(true),
  capacity: scheduleFields.capacity.default(2_000),
  presaleShare: scheduleFields.presaleShare.default(0),
  seatsPerPersonMax: scheduleFields.seatsPerPersonMax.default(4),
  holdSeconds: scheduleFields.holdSeconds.default(300),
  passSeconds: scheduleFields.passSeconds.default(600),
  reservationSeconds: scheduleFields.reservationSeconds.default(300),
  requiresVerifiedEmail: scheduleFields.requiresVerifiedEmail.default(false),
  requiresIdentity: scheduleFields.requiresIdentity.default(false),
  seatsAwayMode: scheduleFields.seatsAwayMode.default('pause'),
  orphanRule: scheduleFields.orphanRule.default('off'),
  blockedSeats: scheduleFields.blockedSeats.default([]),
});
export type ScheduleInput = z.infer<typeof scheduleInputSchema>;

/** Changes that steer a line people may be standing in. Each says why, for the audit log. */
export const steeringFields = ['paused', 'admissionsPerMinute', 'autoRate', 'capacity'] as const;

export const scheduleChangeSchema = z
  .object({ ...scheduleFields, paused: z.boolean() })
  .partial()
  .extend({ reason: z.string().trim().min(1).max(200).optional() })
  .refine((change) => change.reason || steeringFields.every((name) => change[name] === undefined), {
    path: ['reason'],
    message: 'a reason is needed to pause or to change rate or capacity',
  });
export type ScheduleChange = z.infer<typeof scheduleChangeSchema>;

/** A schedule as the public sees it. Money is won. */
export const scheduleSchema = z.object({
  id: z.uuid(),
  concertId: z.uuid(),
  layoutId: z.uuid(),
  venue: z.object({ id: z.uuid(), name: textOutSchema, address: textOutSchema }),
  startsAt: z.iso.datetime(),
  lobbyOpensAt: z.iso.datetime(),
  opensAt: z.iso.datetime(),
  closesAt: z.iso.datetime(),
  cancelledAt: z.iso.datetime().nullable(),
  paused: z.boolean(),
  seatsPerPersonMax: z.number().int(),
  holdSeconds: z.number().int(),
  passSeconds: z.number().int(),
  reservationSeconds: z.number().int(),
  requiresVerifiedEmail: z.boolean(),
  requiresIdentity: z.boolean(),
  seatsAwayMode: seatsAwayModeSchema,
  orphanRule: orphanRuleSchema,
  /** Without blocked seats. */
  seatCount: z.number().int(),
  seatsLeft: z.number().int(),
  /** Best first. */
  grades: z.array(
    z.object({
      grade: gradeSchema,
      price: z.number().int(),
      seatCount: z.number().int(),
      seatsLeft: z.number().int(),
    }),
  ),
});
export type Schedule = z.infer<typeof scheduleSchema>;

export const scheduleListSchema = z.object({ schedules: z.array(scheduleSchema) });

/** One schedule with what its page, its waiting page and its seat map say about the concert. */
export const scheduleDetailSchema = scheduleSchema.extend({
  concert: z.object({
    id: z.uuid(),
    title: textOutSchema,
    artist: textOutSchema,
    posterSeed: z.string(),
    ageLimit: z.number().int(),
    runningMinutes: z.number().int(),
  }),
});
export type ScheduleDetail = z.infer<typeof scheduleDetailSchema>;

/** What staff see beside it. */
export const adminScheduleSchema = scheduleDetailSchema.extend({
  lobbyMinutes: z.number().int(),
  admissionsPerMinute: z.number().int(),
  autoRate: z.boolean(),
  capacity: z.number().int(),
  presaleShare: z.number(),
  blockedSeats: z.array(z.number().int()),
  soldSeats: z.number().int(),
  createdAt: z.iso.datetime(),
});
export type AdminSchedule = z.infer<typeof adminScheduleSchema>;

export const adminScheduleListSchema = z.object({ schedules: z.array(adminScheduleSchema) });

/** A hall's newest layout, with what a schedule in it needs prices for. */
export const layoutChoiceSchema = z.object({
  id: z.uuid(),
  version: z.number().int(),
  seatCount: z.number().int(),
  venue: textOutSchema,
  grades: z.array(z.object({ grade: gradeSchema, seatCount: z.number().int() })),
});
export type LayoutChoice = z.infer<typeof layoutChoiceSchema>;

export const layoutChoicesSchema = z.object({ layouts: z.array(layoutChoiceSchema) });

/** A row's seats are `firstSeat` and so on; its first seat has the number `numbers[0]`, each next one `numbers[1]` more. */
const rowNumbersSchema = z.object({
  name: z.string(),
  firstSeat: z.int(),
  seatCount: z.int(),
  numbers: z.tuple([z.int(), z.int()]),
});
const sectionNumbersSchema = z.object({
  id: z.string(),
  name: z.string(),
  floor: textOutSchema,
  rows: z.array(rowNumbersSchema),
});
export type SectionNumbers = z.infer<typeof sectionNumbersSchema>;

/** A hall's seats by what people call them, without where they are. */
export const layoutSectionsSchema = z.object({ sections: z.array(sectionNumbersSchema) });
export type LayoutSections = z.infer<typeof layoutSectionsSchema>;

const steeredValue = z.union([z.number(), z.boolean()]);

/** What staff did to a line and why, as the audit log keeps it. */
export const steeringFactsSchema = z.object({
  reason: z.string(),
  changed: z.partialRecord(
    z.enum(steeringFields),
    z.object({ from: steeredValue, to: steeredValue }),
  ),
});
export type SteeringFacts = z.infer<typeof steeringFactsSchema>;

/** One sale, live. */
export const saleSchema = z.object({
  scheduleId: z.uuid(),
  now: z.iso.datetime(),
  paused: z.boolean(),
  admissionsPerMinute: z.number().int(),
  capacity: z.number().int(),
  line: z.object({
    /** Everybody who ever joined. */
    issued: z.number().int(),
    waiting: z.number().int(),
    invited: z.number().int(),
    inside: z.number().int(),
    enteredLastMinute: z.number().int(),
  }),
  /** How fast people are let in, and why; null of a draft, which has no line. */
  control: admissionControlSchema.nullable(),
  seats: z.object({
    available: z.number().int(),
    held: z.number().int(),
    reserving: z.number().int(),
    sold: z.number().int(),
    blocked: z.number().int(),
  }),
  /** Won, of reservations that are paid. */
  revenue: z.number().int(),
  grades: z.array(
    z.object({
      grade: gradeSchema,
      seatCount: z.number().int(),
      sold: z.number().int(),
      held: z.number().int(),
      revenue: z.number().int(),
    }),
  ),
  /** The last things staff did to it, newest first. */
  actions: z.array(steeringFactsSchema.extend({ at: z.iso.datetime(), by: z.string() })),
  /** Null of a show that goes on. */
  cancellation: scheduleCancellationSchema.nullable(),
});
export type Sale = z.infer<typeof saleSchema>;

/** Presale codes are made in bulk and shown once: only what they hash to is kept. */
export const presaleCodesInputSchema = z.object({
  count: z.number().int().min(1).max(10_000),
  /** How many accounts may use each. */
  usesMax: z.number().int().min(1).max(1_000_000).default(1),
});
export type PresaleCodesInput = z.infer<typeof presaleCodesInputSchema>;

export const presaleCodesSchema = z.object({ codes: z.array(z.string()) });
export type PresaleCodes = z.infer<typeof presaleCodesSchema>;

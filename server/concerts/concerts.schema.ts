import { z } from 'zod';

/** Limits of the catalogue's inputs. */
export const concertsPerPageMax = 60;
const queryCharsMax = 60;

const text = (charsMin: number, charsMax: number) => {
  const one = z.string().trim().min(charsMin).max(charsMax);
  return z.object({ ko: one, en: one });
};

/** A text in both languages, as it goes out. */
export const textOutSchema = z.object({ ko: z.string(), en: z.string() });

const concertFields = {
  title: text(1, 120),
  artist: text(1, 80),
  description: text(0, 4_000),
  /** What the poster is drawn from; a new concert's id when nothing is given. */
  posterSeed: z.string().trim().min(1).max(64).optional(),
  /** Youngest age that is let in; 0 is everybody. */
  ageLimit: z.number().int().min(0).max(19),
  runningMinutes: z.number().int().min(1).max(600),
};

export const concertInputSchema = z.object({
  ...concertFields,
  description: concertFields.description.default({ ko: '', en: '' }),
  ageLimit: concertFields.ageLimit.default(0),
  runningMinutes: concertFields.runningMinutes.default(120),
});
export type ConcertInput = z.infer<typeof concertInputSchema>;

export const concertChangeSchema = z.object(concertFields).partial();
export type ConcertChange = z.infer<typeof concertChangeSchema>;

/** Page numbers start at 1. `from` is included, `to` is not; both look at the start of a schedule. */
const listFields = {
  query: z.string().max(queryCharsMax).optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  page: z.coerce.number().int().min(1).max(10_000).default(1),
  size: z.coerce.number().int().min(1).max(concertsPerPageMax).default(20),
};

/** newest: published last. soonest: next to be played. opening: on sale first, then next to open. */
export const concertSorts = ['newest', 'soonest', 'opening'] as const;

export const concertListSchema = z.object({
  ...listFields,
  sort: z.enum(concertSorts).default('newest'),
  /** open: can be bought now. upcoming: opens later. */
  sale: z.enum(['open', 'upcoming']).optional(),
});
export type ConcertListInput = z.infer<typeof concertListSchema>;

export const adminConcertListSchema = z.object({
  ...listFields,
  sort: z.enum(['newest', 'soonest', 'title']).default('newest'),
  state: z.enum(['draft', 'published']).optional(),
});
export type AdminConcertListInput = z.infer<typeof adminConcertListSchema>;

/** What a concert's schedules add up to. Times are those of schedules not cancelled. */
const concertScheduleFacts = {
  scheduleCount: z.number().int(),
  /** The halls it plays in, without repeats. */
  venues: z.array(textOutSchema),
  /** First and last start. */
  firstStartsAt: z.iso.datetime().nullable(),
  lastStartsAt: z.iso.datetime().nullable(),
  priceMin: z.number().int().nullable(),
  priceMax: z.number().int().nullable(),
  /** The schedule on sale now, else the one that opens next; null when every sale is over. */
  nextSale: z
    .object({
      scheduleId: z.uuid(),
      startsAt: z.iso.datetime(),
      lobbyOpensAt: z.iso.datetime(),
      opensAt: z.iso.datetime(),
      closesAt: z.iso.datetime(),
    })
    .nullable(),
};

/** A concert as the public sees it. */
export const concertSchema = z.object({
  id: z.uuid(),
  title: textOutSchema,
  artist: textOutSchema,
  description: textOutSchema,
  posterSeed: z.string(),
  ageLimit: z.number().int(),
  runningMinutes: z.number().int(),
  publishedAt: z.iso.datetime().nullable(),
  ...concertScheduleFacts,
});
export type Concert = z.infer<typeof concertSchema>;

const pageFields = {
  total: z.number().int(),
  page: z.number().int(),
  pages: z.number().int(),
};

export const concertPageSchema = z.object({ concerts: z.array(concertSchema), ...pageFields });
export type ConcertPage = z.infer<typeof concertPageSchema>;

/** What staff see beside it. */
export const adminConcertSchema = concertSchema.extend({
  organiser: z.object({ id: z.uuid(), name: z.string() }),
  createdAt: z.iso.datetime(),
  soldSeats: z.number().int(),
});
export type AdminConcert = z.infer<typeof adminConcertSchema>;

export const adminConcertPageSchema = z.object({
  concerts: z.array(adminConcertSchema),
  ...pageFields,
});
export type AdminConcertPage = z.infer<typeof adminConcertPageSchema>;

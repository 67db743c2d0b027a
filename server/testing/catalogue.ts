import { createConcert, publishConcert } from '@/server/concerts';
import {
  type AdminConcert,
  type ConcertInput,
  concertInputSchema,
} from '@/server/concerts/concerts.schema';
import type { Account } from '@/server/platform/actor';
import { createSchedule } from '@/server/schedules';
import type { AdminSchedule, ScheduleInput } from '@/server/schedules/schedules.schema';
import { createLayout, createVenue, hallLayout } from '@/server/venues';
import type { Grade, LayoutDocument } from '@/server/venues/layout.schema';
import { anAdmin, anOrganiser } from './people';

/** The same words in both languages. */
export const textOf = (words: string) => ({ ko: words, en: words });

const minutesFromNow = (minutes: number) => new Date(Date.now() + minutes * 60_000);

const prices = { VIP: 198_000, R: 165_000, S: 132_000, A: 99_000 } as const;

/** A price for each grade that the layout has. */
export function pricesFor(document: LayoutDocument): ScheduleInput['prices'] {
  const grades = new Set<Grade>(document.sections.map((section) => section.grade));
  return [...grades].map((grade) => ({ grade, price: prices[grade] }));
}

/** A stored layout of a venue of its own; the 480-seat hall unless told. */
export async function aLayout(document: LayoutDocument = hallLayout()) {
  const admin = await anAdmin();
  const venueId = await createVenue(admin, { name: textOf('Hall'), address: textOf('Seoul') });
  const { id } = await createLayout(admin, { venueId, document });
  return { id, venueId, document };
}

type ConcertOptions = Partial<ConcertInput> & { organiser?: Account; published?: boolean };

export async function aConcert(options: ConcertOptions = {}): Promise<AdminConcert> {
  const { organiser = await anOrganiser(), published = true, ...input } = options;
  const texts = { title: textOf('Night'), artist: textOf('Band') };
  const concert = await createConcert(organiser, concertInputSchema.parse({ ...texts, ...input }));
  return published ? publishConcert(organiser, concert.id) : concert;
}

type ScheduleOptions = Partial<ScheduleInput> & {
  organiser?: Account;
  layout?: Awaited<ReturnType<typeof aLayout>>;
};

/** A schedule of a published concert, on sale for a minute now and played in two days, unless told. */
export async function aSchedule(options: ScheduleOptions = {}): Promise<AdminSchedule> {
  const { organiser = await anOrganiser(), layout = await aLayout(), ...input } = options;
  return createSchedule(organiser, {
    concertId: input.concertId ?? (await aConcert({ organiser })).id,
    layoutId: layout.id,
    startsAt: minutesFromNow(2 * 24 * 60),
    opensAt: minutesFromNow(-1),
    lobbyMinutes: 30,
    admissionsPerMinute: 1_700,
    autoRate: true,
    presaleShare: 0,
    capacity: 2_000,
    seatsPerPersonMax: 4,
    holdSeconds: 300,
    passSeconds: 600,
    reservationSeconds: 300,
    requiresVerifiedEmail: false,
    requiresIdentity: false,
    seatsAwayMode: 'pause',
    orphanRule: 'off',
    blockedSeats: [],
    prices: pricesFor(layout.document),
    ...input,
  });
}

import type { Account } from '@/server/platform/actor';
import { prisma } from '@/server/platform/db';
import { createSchedule, deleteSchedule } from '@/server/schedules';
import { findLayout } from '@/server/venues';
import { countSeats, type LayoutDocument } from '@/server/venues/layout.schema';
import { fanNames } from './fan-names';
import { markedId, markOf } from './ids';
import type { DemoConcert, DemoSchedule } from './programme';
import { sellSeats } from './sell-seats';
import type { VenueKey } from './venues';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const openingHour = 20;
const unsoldMax = 2;
const koreaAheadMs = 9 * 60 * minuteMs;

type Stage = { organiser: Account; concertId: string; layouts: Record<VenueKey, string> };
type Kept = { id: string; opensAt: Date; closesAt: Date; reserved: boolean };

/**
 * Sees to it that an entry has a schedule that is at the point of its sale that the entry wants, and makes a new
 * one where the last has moved on. Those that people bought seats of stay as they are; the others go once they
 * are over, and the oldest when there are too many.
 */
export async function seedSchedule(stage: Stage, demo: DemoConcert, wanted: DemoSchedule) {
  const name = `schedule:${demo.key}:${demo.schedules.indexOf(wanted)}`;
  const kept = await keptSchedules(stage.concertId, name);
  const fits = kept.some((schedule) => isWhereWanted(schedule, wanted));
  const unsold = kept.filter((schedule) => !schedule.reserved);
  for (const [at, { id, closesAt }] of unsold.entries()) {
    if (at >= unsoldMax || closesAt < new Date()) await deleteSchedule(stage.organiser, id);
  }
  if (!fits) await makeSchedule(stage, demo, wanted, { id: markedId(name), late: kept.length });
}

/** Newest first. */
async function keptSchedules(concertId: string, name: string): Promise<Kept[]> {
  return prisma.$queryRaw<Kept[]>`
    SELECT id, opens_at AS "opensAt", closes_at AS "closesAt",
      EXISTS (SELECT 1 FROM reservations r WHERE r.schedule_id = s.id) AS reserved
    FROM schedules s WHERE concert_id = ${concertId}::uuid AND right(id::text, 12) = ${markOf(name)}
    ORDER BY id DESC`;
}

/** On sale for a day at least; or still to open, with time to get there. */
function isWhereWanted({ opensAt, closesAt }: Kept, { opensIn }: DemoSchedule): boolean {
  const opensInMs = opensAt.getTime() - Date.now();
  if (opensIn < 0) return opensInMs <= 0 && closesAt.getTime() - Date.now() > dayMs;
  const soonMs = Math.min(minuteMs, (opensIn * minuteMs) / 3);
  return opensInMs > soonMs;
}

async function makeSchedule(
  { organiser, concertId, layouts }: Stage,
  { prices }: DemoConcert,
  wanted: DemoSchedule,
  { id, late }: { id: string; late: number },
): Promise<void> {
  const startsAt = atHourInKorea(wanted.startsInDays + late, wanted.startsAtHour);
  const opensAt = openingAt(wanted.opensIn);
  const document = (await findLayout(layouts[wanted.venue]))!;
  const grades = new Set(document.sections.map(({ grade }) => grade));
  await createSchedule(
    organiser,
    {
      concertId,
      layoutId: layouts[wanted.venue],
      startsAt,
      opensAt,
      closesAt: new Date(startsAt.getTime() - 60 * minuteMs),
      lobbyMinutes: 30,
      autoRate: true,
      presaleShare: 0,
      admissionsPerMinute: 1_700,
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
      prices: prices.filter(({ grade }) => grades.has(grade)),
      ...wanted.steering,
    },
    id,
  );
  if (wanted.seatsFree === undefined) return;
  const sold = seatsBut(document, wanted.seatsFree);
  await sellSeats(id, sold, { from: opensAt, to: new Date(), names: fanNames });
}

/** Sales open at eight in the evening, or on the hour; those of the next hour to the second. */
function openingAt(minutes: number): Date {
  const at = Date.now() + minutes * minuteMs;
  const step = Math.abs(minutes) < 60 ? 1_000 : 60 * minuteMs;
  if (Math.abs(minutes) * minuteMs < dayMs) return new Date(Math.floor(at / step) * step);
  return atHourInKorea(Math.floor((minutes * minuteMs) / dayMs), openingHour);
}

function atHourInKorea(days: number, hour: number): Date {
  const midnight = Math.floor((Date.now() + koreaAheadMs) / dayMs) * dayMs - koreaAheadMs;
  return new Date(midnight + days * dayMs + hour * 60 * minuteMs);
}

/** All seats but so many, which lie as a sale leaves them: the front goes first, pairs and singles stay behind. */
function seatsBut(document: LayoutDocument, free: number): number[] {
  const seatCount = countSeats(document);
  const reluctance = (seat: number) => {
    const party = Math.floor(seat / 2);
    const noise = Math.abs(Math.sin(party * 12.9898) * 43758.5453) % 1;
    return (seat / seatCount) * 0.6 + noise * (free > seatCount / 2 ? 0.5 : 3);
  };
  const seats = Array.from({ length: seatCount }, (_, seat) => ({ seat, last: reluctance(seat) }));
  return seats
    .toSorted((a, b) => a.last - b.last)
    .slice(0, seatCount - free)
    .map(({ seat }) => seat);
}

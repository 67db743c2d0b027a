import { Refusal } from '@/server/platform/refusal';
import type { SeatCounts } from '@/server/seats/seats.schema';
import type { Grade, LayoutDocument } from '@/server/venues/layout.schema';
import { countSeats } from '@/server/venues/layout.schema';

export type Times = { opensAt: Date; closesAt: Date; startsAt: Date };
export type Price = { grade: Grade; price: number };

/** The sale opens before it closes, and closes at the start at the latest. */
export function requireTimesOrdered({ opensAt, closesAt, startsAt }: Times): void {
  if (opensAt < closesAt && closesAt <= startsAt) return;
  throw new Refusal('times_not_ordered', {
    opensAt: opensAt.toISOString(),
    closesAt: closesAt.toISOString(),
    startsAt: startsAt.toISOString(),
  });
}

export function gradesOf(layout: LayoutDocument): { grade: Grade; seatCount: number }[] {
  const counts = new Map<Grade, number>();
  for (const { grade, seatCount } of layout.sections) {
    counts.set(grade, (counts.get(grade) ?? 0) + seatCount);
  }
  return byGrade([...counts].map(([grade, seatCount]) => ({ grade, seatCount })));
}

const rank = { VIP: 0, R: 1, S: 2, A: 3 } as const satisfies Record<Grade, number>;

/** Best first. */
/** The seats of a draft, which has no map yet: all there, but for those that are blocked. */
export function countDraft(layout: LayoutDocument, blockedSeats: number[]): SeatCounts[] {
  return gradesOf(layout).map(({ grade, seatCount }) => {
    const sections = layout.sections.filter((section) => section.grade === grade);
    const blocked = blockedSeats.filter((seat) =>
      sections.some((one) => seat >= one.firstSeat && seat < one.firstSeat + one.seatCount),
    ).length;
    return { grade, available: seatCount - blocked, held: 0, reserving: 0, sold: 0, blocked };
  });
}

export const byGrade = <T extends { grade: Grade }>(rows: T[]): T[] =>
  rows.toSorted((a, b) => rank[a.grade] - rank[b.grade]);

/** Every grade of the hall has one price, and nothing else has: a seat without a price cannot be sold. */
export function requirePricesFit(layout: LayoutDocument, prices: Price[]): void {
  const wanted = gradesOf(layout).map(({ grade }) => grade);
  const given = byGrade(prices).map(({ grade }) => grade);
  if (wanted.join() !== given.join()) throw new Refusal('prices_do_not_fit', { grades: wanted });
}

export function requireSeatsInLayout(layout: LayoutDocument, seats: number[]): void {
  const seatCount = countSeats(layout);
  const unknown = seats.find((seat) => seat >= seatCount);
  if (unknown !== undefined) throw new Refusal('seat_unknown', { seatId: unknown, seatCount });
}

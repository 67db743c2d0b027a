import { z } from 'zod';

export const grades = ['VIP', 'R', 'S', 'A'] as const;
export const gradeSchema = z.enum(grades);
export type Grade = z.infer<typeof gradeSchema>;

export const textSchema = z.object({
  ko: z.string().min(1).max(200),
  en: z.string().min(1).max(200),
});
export type Text = z.infer<typeof textSchema>;

/** Limits of one layout: the largest stadium fits, a mistake does not. */
export const layoutSeatsMax = 100_000;
const sectionsMax = 2_000;
const rowsPerSectionMax = 200;
const outlinePointsMax = 400;
const floorsMax = 20;

const coordinate = z.number().min(0).max(100_000);
const seatIndex = z.number().int().min(0).max(layoutSeatsMax);

/** A flat polygon: x, y, x, y, … in plane units. */
const polygonSchema = z
  .array(coordinate)
  .min(6)
  .max(outlinePointsMax * 2)
  .refine((flat) => flat.length % 2 === 0, 'a polygon is pairs of x and y');

export const layoutRowSchema = z
  .object({
    name: z.string().min(1).max(8),
    firstSeat: seatIndex,
    /** The number on the first seat, and the step to the next one. */
    numbers: z.tuple([z.number().int().min(1).max(10_000), z.number().int().min(-10).max(10)]),
    xs: z.array(coordinate).min(1).max(1_000),
    ys: z.array(coordinate).min(1).max(1_000),
  })
  .refine((row) => row.xs.length === row.ys.length, 'a row has as many ys as xs');
export type LayoutRow = z.infer<typeof layoutRowSchema>;

export const layoutSectionSchema = z.object({
  id: z.string().min(1).max(16),
  name: z.string().min(1).max(16),
  floorId: z.string().min(1).max(16),
  grade: gradeSchema,
  outline: polygonSchema,
  firstSeat: seatIndex,
  seatCount: z.number().int().min(1).max(layoutSeatsMax),
  rows: z.array(layoutRowSchema).min(1).max(rowsPerSectionMax),
});
export type LayoutSection = z.infer<typeof layoutSectionSchema>;

/**
 * A venue's seats, immutable once stored. A seat's id is its index 0..N-1, counted through sections
 * and rows in order; the seats of a row run left to right as seen facing the stage. One unit is
 * about 10 cm and y grows downward.
 */
export const layoutDocumentSchema = z
  .object({
    width: coordinate,
    height: coordinate,
    stage: z.object({ outline: polygonSchema, label: textSchema }),
    floors: z
      .array(z.object({ id: z.string().min(1).max(16), name: textSchema }))
      .min(1)
      .max(floorsMax),
    sections: z.array(layoutSectionSchema).min(1).max(sectionsMax),
  })
  .superRefine((layout, context) => {
    const fault = findLayoutFault(layout);
    if (fault) context.addIssue({ code: 'custom', message: fault });
  });
export type LayoutDocument = {
  width: number;
  height: number;
  stage: { outline: number[]; label: Text };
  floors: { id: string; name: Text }[];
  sections: LayoutSection[];
};

/** What makes a well-formed document still not a layout; null when nothing does. */
function findLayoutFault(layout: LayoutDocument): string | null {
  const floorIds = new Set(layout.floors.map((floor) => floor.id));
  const sectionIds = new Set<string>();
  let next = 0;
  for (const section of layout.sections) {
    if (!floorIds.has(section.floorId)) return `section ${section.id} is on no floor`;
    if (sectionIds.has(section.id)) return `section ${section.id} is there twice`;
    sectionIds.add(section.id);
    const first = next;
    for (const row of section.rows) {
      if (row.firstSeat !== next) return `row ${row.name} of ${section.id} should start at ${next}`;
      next += row.xs.length;
    }
    if (section.firstSeat !== first || section.seatCount !== next - first)
      return `section ${section.id} should hold seats ${first} to ${next - 1}`;
  }
  return next > layoutSeatsMax ? `more than ${layoutSeatsMax} seats` : null;
}

export function countSeats(layout: LayoutDocument): number {
  const last = layout.sections.at(-1);
  return last ? last.firstSeat + last.seatCount : 0;
}

export type SeatPlace = { section: LayoutSection; row: LayoutRow; number: number };

/** Where a seat is, by two binary searches; null when the layout has no such seat. */
export function findSeatPlace(layout: LayoutDocument, seat: number): SeatPlace | null {
  if (!Number.isInteger(seat) || seat < 0 || seat >= countSeats(layout)) return null;
  const section = lastStartingAtOrBefore(layout.sections, seat);
  const row = lastStartingAtOrBefore(section.rows, seat);
  return { section, row, number: row.numbers[0] + (seat - row.firstSeat) * row.numbers[1] };
}

function lastStartingAtOrBefore<T extends { firstSeat: number }>(sorted: T[], seat: number): T {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (sorted[middle]!.firstSeat <= seat) low = middle;
    else high = middle - 1;
  }
  return sorted[low]!;
}

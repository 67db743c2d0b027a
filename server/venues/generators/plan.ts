import type { Grade, LayoutDocument, LayoutSection, Text } from '../layout.schema';
import { type Point, type Shape, range } from './shapes';

export type SectionPlan = Shape & {
  name: string;
  floorId: string;
  /** Added to the distance from the stage when grades are given: height costs closeness. */
  lift: number;
  /** Rows behind a cross aisle go on counting where the ones before it ended. */
  firstRow?: number;
};
export type LayoutPlan = {
  seatCount: number;
  stage: { outline: Point[]; label: Text };
  floors: { id: string; name: Text }[];
  sections: SectionPlan[];
};

const margin = 40;
const gradeShares: [Grade, number][] = [
  ['VIP', 0.1],
  ['R', 0.34],
  ['S', 0.68],
  ['A', 1],
];

/** Seats exactly `seatCount` people, grades sections by nearness, and moves all into view. */
export function drawLayout(plan: LayoutPlan): LayoutDocument {
  const outlines = [plan.stage.outline, ...plan.sections.map((section) => section.outline)].flat();
  const xs = outlines.map(([x]) => x);
  const ys = outlines.map(([, y]) => y);
  const [left, top] = [min(xs) - margin, min(ys) - margin];
  const x = (value: number) => round(value - left);
  const y = (value: number) => round(value - top);
  const flatten = (points: Point[]) => points.flatMap((point) => [x(point[0]), y(point[1])]);
  const gradeOf = gradeByNearness(plan);
  const counts = seatsPerRow(plan);
  let seat = 0;
  const sections = plan.sections.map((section): LayoutSection => {
    const firstSeat = seat;
    const rows = section.rows.map((row, index) => {
      const points = row.place(counts.get(row)!);
      const first = seat;
      seat += points.length;
      return {
        name: String((section.firstRow ?? 1) + index),
        firstSeat: first,
        numbers: [1, 1] as [number, number],
        xs: points.map((point) => x(point[0])),
        ys: points.map((point) => y(point[1])),
      };
    });
    return {
      id: section.name,
      name: section.name,
      floorId: section.floorId,
      grade: gradeOf.get(section)!,
      outline: flatten(section.outline),
      firstSeat,
      seatCount: seat - firstSeat,
      rows,
    };
  });
  return {
    width: round(max(xs) + margin - left),
    height: round(max(ys) + margin - top),
    stage: { outline: flatten(plan.stage.outline), label: plan.stage.label },
    floors: plan.floors,
    sections,
  };
}

/** The shapes hold a few seats too many: as many rows, evenly spread, give up one each. */
function seatsPerRow(plan: LayoutPlan): Map<object, number> {
  const rows = plan.sections.flatMap((section) => section.rows);
  const counts = new Map<object, number>(rows.map((row) => [row, row.capacity]));
  const surplus = rows.reduce((sum, row) => sum + row.capacity, 0) - plan.seatCount;
  if (surplus < 0 || surplus > rows.length)
    throw new Error(`the plan holds ${surplus} seats too many for ${rows.length} rows`);
  for (const i of range(surplus)) {
    const row = rows[Math.floor(((i + 0.5) * rows.length) / surplus)]!;
    counts.set(row, row.capacity - 1);
  }
  return counts;
}

/** Mirrored sections are equally near, and so of one grade. */
function gradeByNearness(plan: LayoutPlan): Map<SectionPlan, Grade> {
  const front = plan.stage.outline.map(([, y]) => y);
  const stage: Point = [mean(plan.stage.outline.map(([x]) => x)), max(front)];
  const distance = (section: SectionPlan) =>
    section.lift +
    Math.hypot(
      mean(section.outline.map(([x]) => x)) - stage[0],
      mean(section.outline.map(([, y]) => y)) - stage[1],
    );
  const seats = (sections: SectionPlan[]) =>
    sections.flatMap((section) => section.rows).reduce((sum, row) => sum + row.capacity, 0);
  const byDistance = new Map<number, SectionPlan[]>();
  for (const section of plan.sections) {
    const key = Math.round(distance(section));
    byDistance.set(key, [...(byDistance.get(key) ?? []), section]);
  }
  const graded = new Map<SectionPlan, Grade>();
  let nearer = 0;
  for (const [, peers] of [...byDistance].sort(([a], [b]) => a - b)) {
    const middle = (nearer + seats(peers) / 2) / seats(plan.sections);
    nearer += seats(peers);
    for (const section of peers)
      graded.set(section, gradeShares.find(([, share]) => middle <= share)![0]);
  }
  return graded;
}

const min = (values: number[]) => values.reduce((a, b) => Math.min(a, b));
const max = (values: number[]) => values.reduce((a, b) => Math.max(a, b));
const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const round = (value: number) => Math.round(value * 10) / 10;

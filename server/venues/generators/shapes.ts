/** The two shapes that every section is made of: a fan of concentric arcs, and a straight block. */

export type Point = readonly [x: number, y: number];

/** A row before its seats are counted: how many fit, and where `count` of them go. */
export type RowPlan = { capacity: number; place: (count: number) => Point[] };
export type Shape = { outline: Point[]; rows: RowPlan[] };

/** Units are 10 cm. Wider than a real chair is deep, so that a row reads as a row on a phone. */
export const seatPitch = 5.4;
export const rowPitch = 8;
const outlinePad = 4.2;
const chordErrorMax = 0.4;

export type Fan = {
  centre: Point;
  /** Of the first row. */
  radius: number;
  rows: number;
  /** Angles clockwise on screen from east, `from` < `to`. Facing the centre, `to` is on the left. */
  from: number;
  to: number;
  /** Clear width to the next section, half of it on either side. */
  aisle: number;
};

export function fan({ centre, radius, rows, from, to, aisle }: Fan): Shape {
  const at = (r: number, angle: number): Point => [
    centre[0] + r * Math.cos(angle),
    centre[1] + r * Math.sin(angle),
  ];
  const arcRow = (r: number): RowPlan => {
    const length = r * (to - from) - aisle;
    const capacity = Math.floor(length / seatPitch) + 1;
    const step = length / Math.max(1, capacity - 1) / r;
    const middle = (from + to) / 2;
    const place = (count: number) =>
      range(count).map((i) => at(r, middle + step * ((count - 1) / 2 - i)));
    return { capacity, place };
  };
  const edge = (r: number): Point[] => {
    const margin = (aisle / 2 - outlinePad) / r;
    const span = to - from - 2 * margin;
    const parts = Math.max(1, Math.ceil(span / Math.sqrt((8 * chordErrorMax) / r)));
    return range(parts + 1).map((i) => at(r, from + margin + (span * i) / parts));
  };
  const last = radius + (rows - 1) * rowPitch;
  return {
    outline: [...edge(radius - outlinePad), ...edge(last + outlinePad).toReversed()],
    rows: range(rows).map((i) => arcRow(radius + i * rowPitch)),
  };
}

/** A straight block facing up; `left` and `top` are of its first seat. */
export function block(left: number, top: number, columns: number, rows: number): Shape {
  const right = left + (columns - 1) * seatPitch;
  const bottom = top + (rows - 1) * rowPitch;
  const pad = outlinePad;
  return {
    outline: [
      [left - pad, top - pad],
      [right + pad, top - pad],
      [right + pad, bottom + pad],
      [left - pad, bottom + pad],
    ],
    rows: range(rows).map((row) => ({
      capacity: columns,
      place: (count) => range(count).map((i) => [left + i * seatPitch, top + row * rowPitch]),
    })),
  };
}

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

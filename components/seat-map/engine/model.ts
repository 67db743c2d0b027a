import {
  type Grade,
  type LayoutDocument,
  type LayoutRow,
  countSeats,
  findSeatPlace,
  grades,
} from '@/server/venues/layout.schema';
import { seatStatus } from '@/server/seats/seats.schema';
import { type Box, boxOf } from './geometry';
import { SeatIndex } from './seat-index';

export type SeatChange = readonly [seat: number, status: number];

export type ModelSection = {
  index: number;
  name: string;
  grade: Grade;
  box: Box;
  outline: number[];
  /** Where its name goes: the middle of its middle row, which lies inside even a bent section. */
  label: { x: number; y: number };
  /** The side of a square that fits in it, about: its middle row's length or its depth. */
  room: number;
  firstSeat: number;
  seatCount: number;
  available: number;
};

/** What the map draws: seats as flat arrays, sections with their counts, and who is where. */
export class SeatModel {
  readonly count: number;
  readonly xs: Float32Array;
  readonly ys: Float32Array;
  readonly sectionOf: Uint16Array;
  readonly gradeOf: Uint8Array;
  readonly statuses: Uint8Array;
  readonly sections: ModelSection[];
  readonly index: SeatIndex;
  readonly box: Box;
  private readonly listeners = new Set<(changed: readonly number[]) => void>();
  readonly stageLabel: { x: number; y: number; height: number };

  constructor(readonly layout: LayoutDocument) {
    this.count = countSeats(layout);
    this.xs = new Float32Array(this.count);
    this.ys = new Float32Array(this.count);
    this.sectionOf = new Uint16Array(this.count);
    this.gradeOf = new Uint8Array(this.count);
    this.statuses = new Uint8Array(this.count);
    this.sections = layout.sections.map((section, index): ModelSection => {
      for (const row of section.rows) {
        this.xs.set(row.xs, row.firstSeat);
        this.ys.set(row.ys, row.firstSeat);
      }
      const end = section.firstSeat + section.seatCount;
      this.sectionOf.fill(index, section.firstSeat, end);
      this.gradeOf.fill(grades.indexOf(section.grade), section.firstSeat, end);
      return {
        index,
        name: section.name,
        grade: section.grade,
        box: boxOf(section.outline),
        outline: section.outline,
        label: middleOf(section.rows[section.rows.length >> 1]),
        room: roomOf(section.rows),
        firstSeat: section.firstSeat,
        seatCount: section.seatCount,
        available: section.seatCount,
      };
    });
    this.box = { left: 0, top: 0, right: layout.width, bottom: layout.height };
    this.stageLabel = {
      ...centroid(layout.stage.outline),
      height: heightOf(layout.stage.outline) / 3,
    };
    this.index = new SeatIndex(this.xs, this.ys, this.box);
  }

  /** The number on the seat. */
  numberOf(seat: number): number {
    return findSeatPlace(this.layout, seat)?.number ?? 0;
  }

  /** Takes every status anew, from the API's string of digits. */
  replace(digits: string): void {
    const changed: number[] = [];
    for (let seat = 0; seat < this.count; seat++)
      if (this.set(seat, digits.charCodeAt(seat) - 48)) changed.push(seat);
    this.tell(changed);
  }

  apply(changes: readonly SeatChange[]): void {
    this.tell(changes.filter(([seat, next]) => this.set(seat, next)).map(([seat]) => seat));
  }

  isAvailable(seat: number): boolean {
    return this.statuses[seat] === seatStatus.available;
  }

  /** Calls back with the seats of every change; returns what ends it. */
  subscribe(listener: (changed: readonly number[]) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private tell(changed: readonly number[]): void {
    if (changed.length > 0) for (const listener of this.listeners) listener(changed);
  }

  /** Returns whether it was a change. A seat outside the layout, or a digit that is no status, is ignored. */
  private set(seat: number, next: number): boolean {
    const before = this.statuses[seat];
    if (before === undefined || before === next || !(next >= 0 && next <= seatStatus.blocked))
      return false;
    this.statuses[seat] = next;
    const section = this.sections[this.sectionOf[seat]];
    if (before === seatStatus.available) section.available--;
    if (next === seatStatus.available) section.available++;
    return true;
  }
}

function middleOf({ xs, ys }: { xs: number[]; ys: number[] }): { x: number; y: number } {
  const middle = xs.length >> 1;
  return { x: xs[middle], y: ys[middle] };
}

function roomOf(rows: LayoutRow[]): number {
  const middle = rows.length >> 1;
  const lengths = rows
    .slice(Math.max(0, middle - 1), middle + 2)
    .map(({ xs, ys }) => Math.hypot(xs[xs.length - 1] - xs[0], ys[ys.length - 1] - ys[0]));
  const [front, back] = [middleOf(rows[0]), middleOf(rows[rows.length - 1])];
  return Math.min(Math.max(...lengths), Math.hypot(back.x - front.x, back.y - front.y)) + 8;
}

function heightOf(outline: number[]): number {
  const { top, bottom } = boxOf(outline);
  return bottom - top;
}

/** Of a polygon's area. */
function centroid(outline: number[]): { x: number; y: number } {
  let [area, x, y] = [0, 0, 0];
  for (let i = 0, j = outline.length - 2; i < outline.length; j = i, i += 2) {
    const cross = outline[j] * outline[i + 1] - outline[i] * outline[j + 1];
    area += cross;
    x += (outline[j] + outline[i]) * cross;
    y += (outline[j + 1] + outline[i + 1]) * cross;
  }
  return { x: x / (3 * area), y: y / (3 * area) };
}

import { grades, type Grade, type LayoutDocument } from '@/server/venues/layout.schema';
import { groupBy } from '@/server/platform/lists';

type Row = {
  section: number;
  firstSeat: number;
  seats: number;
  axis: number;
  distance: number;
};

/** A grade's rows, nearest to the stage first, and the same section by section: which ranks, `null` between sections. */
export type GradeRows = { grade: Grade; ranked: Row[]; places: (number | null)[] };

const headerBytes = 20;
const seatBytes = 3;
export const recordBytes = 16;
const placeBytes = 3;

/** Where each seat's row is named: after a header for each grade. */
const seatsAt = headerBytes * grades.length;

/** Where the rows' records are: one after the other, grade by grade. */
export const recordsAt = (seatCount: number): number => seatsAt + seatBytes * seatCount;

/**
 * A layout's rows by grade. Best is nearest to the stage's front, and of two as near the one nearer to the stage's axis;
 * sections stand in the order of their best row, and the rows of one as they stand in the hall.
 */
export function rankRows(document: LayoutDocument): GradeRows[] {
  const { sections, stage } = document;
  const stageX = middle(stage.outline.filter((_, i) => i % 2 === 0));
  const stageY = Math.max(...stage.outline.filter((_, i) => i % 2 === 1));
  const rows = sections.flatMap((section, at) =>
    section.rows.map(({ firstSeat, xs, ys }) => {
      const near = nearest(xs, ys, stageX, stageY);
      return { grade: section.grade, section: at, firstSeat, seats: xs.length, ...near };
    }),
  );
  return grades.map((grade) => {
    const inHall = rows.filter((row) => row.grade === grade);
    const ranked = inHall.toSorted((a, b) => a.distance - b.distance);
    return { grade, ranked, places: placesOf(ranked) };
  });
}

function placesOf(ranked: Row[]): (number | null)[] {
  const sections = groupBy(ranked.keys(), (rank) => ranked[rank]!.section);
  return [...sections.values()].flatMap((ranks, at) => {
    const inHall = ranks.toSorted((a, b) => ranked[a]!.firstSeat - ranked[b]!.firstSeat);
    return at === 0 ? inHall : [null, ...inHall];
  });
}

const middle = (values: number[]) => (Math.min(...values) + Math.max(...values)) / 2;

/** The row's seat nearest to the point, and how far it is. */
function nearest(xs: number[], ys: number[], x: number, y: number) {
  let axis = 0;
  let distance = Infinity;
  for (let i = 0; i < xs.length; i++) {
    const away = Math.hypot(xs[i]! - x, ys[i]! - y);
    if (away < distance) [axis, distance] = [i, away];
  }
  return { axis, distance };
}

/** The letter of a row with these digits, as the scripts write it: see `lua/include/rows.lua`. */
export function letterOf(digits: string): string {
  const lengths = digits.match(/0+/g)?.map((run) => Math.min(run.length, 10)) ?? [];
  const longest = Math.max(0, ...lengths);
  return String.fromCharCode(97 + 2 * longest + (lengths.includes(longest - 1) ? 1 : 0));
}

/**
 * A map's rows as the scripts read them, big endian. By grade, best first: where its records, its places and its letters
 * are, how many of the first and of the second (4 each). By seat: where its row's record is (3). By row: first seat (4),
 * seats (2), the one nearest to the stage's axis (2), where its letters are (4, 4). By place: the rank of its row (3).
 * Then the letters: of a grade's rows by rank, and by place with `|` between sections.
 */
export function packRows(document: LayoutDocument, status: string): Buffer {
  const all = rankRows(document);
  let records = recordsAt(status.length);
  let places = records + recordBytes * sum(all, ({ ranked }) => ranked.length);
  let letters = places + placeBytes * sum(all, (rows) => rows.places.length);
  const packed = Buffer.alloc(
    letters + sum(all, (rows) => rows.ranked.length + rows.places.length),
  );
  for (const [at, rows] of all.entries()) {
    packGrade(packed, rows, status, { header: at * headerBytes, records, places, letters });
    records += recordBytes * rows.ranked.length;
    places += placeBytes * rows.places.length;
    letters += rows.ranked.length + rows.places.length;
  }
  return packed;
}

type Parts = { header: number; records: number; places: number; letters: number };

function packGrade(packed: Buffer, rows: GradeRows, status: string, at: Parts): void {
  const { ranked, places } = rows;
  const parts = [at.records, at.places, at.letters, ranked.length, places.length];
  for (const [i, part] of parts.entries()) packed.writeUInt32BE(part, at.header + 4 * i);
  const placeOf = new Map(places.map((rank, place) => [rank, place]));
  for (const [rank, row] of ranked.entries()) {
    const record = at.records + recordBytes * rank;
    const rankAt = at.letters + rank;
    const placeAt = at.letters + ranked.length + placeOf.get(rank)!;
    packed.writeUInt32BE(row.firstSeat, record);
    packed.writeUInt16BE(row.seats, record + 4);
    packed.writeUInt16BE(row.axis, record + 6);
    packed.writeUInt32BE(rankAt, record + 8);
    packed.writeUInt32BE(placeAt, record + 12);
    for (let seat = row.firstSeat; seat < row.firstSeat + row.seats; seat++)
      packed.writeUIntBE(record, seatsAt + seatBytes * seat, seatBytes);
    const letter = letterOf(status.slice(row.firstSeat, row.firstSeat + row.seats));
    packed.write(letter, rankAt);
    packed.write(letter, placeAt);
  }
  for (const [place, rank] of places.entries()) {
    packed.writeUIntBE(rank ?? 0, at.places + placeBytes * place, placeBytes);
    if (rank === null) packed.write('|', at.letters + ranked.length + place);
  }
}

const sum = (all: GradeRows[], of: (rows: GradeRows) => number) =>
  all.reduce((total, rows) => total + of(rows), 0);

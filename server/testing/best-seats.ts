import { rankRows } from '@/server/seats/rows';
import type { Grade, LayoutDocument } from '@/server/venues/layout.schema';

/**
 * What the best seats are, said as simply as it can be said: every place of every row is tried, and no index is kept.
 * Tests hold it beside the script.
 */
type Row = { firstSeat: number; section: number; axis: number; digits: string };

/** A grade's rows with their digits, nearest to the stage first. */
export function rowsOf(document: LayoutDocument, status: string, grade: Grade): Row[] {
  const { ranked } = rankRows(document).find((rows) => rows.grade === grade)!;
  return ranked.map(({ firstSeat, section, axis, seats }) => ({
    ...{ firstSeat, section, axis },
    digits: status.slice(firstSeat, firstSeat + seats),
  }));
}

const take = (digits: string, start: number, count: number) =>
  digits.slice(0, start) + '1'.repeat(count) + digits.slice(start + count);

/** Free seats without a free one beside them. */
export const singlesOf = (digits: string): number[] =>
  [...Array(digits.length).keys()].filter(
    (at) => digits[at] === '0' && digits[at - 1] !== '0' && digits[at + 1] !== '0',
  );

function isTidy(digits: string, start: number, count: number): boolean {
  const before = singlesOf(digits);
  return singlesOf(take(digits, start, count)).every((at) => before.includes(at));
}

/** Where `count` seats of a row go, nearest to `aim` of the tidy places, else of all; -1 for nowhere. */
function placeIn(digits: string, count: number, aim: number, tidyOnly: boolean): number {
  const away = (start: number) => Math.abs(start + (count - 1) / 2 - aim);
  const places = [...Array(digits.length).keys()].filter(
    (start) => digits.slice(start, start + count) === '0'.repeat(count),
  );
  const tidy = places.filter((start) => isTidy(digits, start, count));
  const open = tidy.length > 0 || tidyOnly ? tidy : places;
  return open.toSorted((a, b) => away(a) - away(b) || a - b)[0] ?? -1;
}

const partings: Record<number, number[][]> = {
  4: [[2, 2]],
  5: [[3, 2]],
  6: [
    [3, 3],
    [4, 2],
    [2, 2, 2],
  ],
  7: [
    [4, 3],
    [5, 2],
    [3, 2, 2],
  ],
  8: [
    [4, 4],
    [5, 3],
    [6, 2],
    [3, 3, 2],
    [4, 2, 2],
    [2, 2, 2, 2],
  ],
};

type Pick = { row: Row; part: number };

const hasRoom = (digits: string, part: number, tidyOnly: boolean) =>
  placeIn(digits, part, 0, tidyOnly) >= 0;

function inSection(rows: Row[], parts: number[], tidyOnly: boolean, adjacent: boolean) {
  const [a, b] = parts as [number, number];
  const sections = [...new Set(rows.map((row) => row.section))];
  for (const section of sections) {
    const inHall = rows
      .filter((row) => row.section === section)
      .toSorted((x, y) => x.firstSeat - y.firstSeat);
    const fits = (row: Row | undefined, part: number) =>
      row !== undefined && hasRoom(row.digits, part, tidyOnly);
    if (adjacent) {
      for (const [at, row] of inHall.entries()) {
        const behind = inHall[at + 1];
        if (fits(row, a) && fits(behind, b)) return pair(row, a, behind!, b);
        if (fits(row, b) && fits(behind, a)) return pair(row, b, behind!, a);
      }
    } else {
      const first = inHall.find((row) => fits(row, a));
      const second = first && inHall.find((row) => row !== first && fits(row, b));
      if (first && second) return pair(first, a, second, b);
    }
  }
  return null;
}

const pair = (row: Row, part: number, other: Row, otherPart: number): Pick[] => [
  { row, part },
  { row: other, part: otherPart },
];

/** The seats of two rows: the second part as far from its row's axis as the first is. */
function seatsOfPair([first, second]: Pick[]): number[] {
  const start = placeIn(first!.row.digits, first!.part, first!.row.axis, false);
  const drift = start + (first!.part - 1) / 2 - first!.row.axis;
  const other = placeIn(second!.row.digits, second!.part, second!.row.axis + drift, false);
  return [...seats(first!.row, start, first!.part), ...seats(second!.row, other, second!.part)];
}

const seats = (row: Row, start: number, count: number) =>
  Array.from({ length: count }, (_, i) => row.firstSeat + start + i);

function anywhere(rows: Row[], parts: number[], tidyOnly: boolean): number[] | null {
  const left = rows.map((row) => ({ ...row }));
  const chosen: number[] = [];
  for (const part of parts) {
    const row = left.find(({ digits }) => hasRoom(digits, part, tidyOnly));
    if (!row) return null;
    const start = placeIn(row.digits, part, row.axis, tidyOnly);
    chosen.push(...seats(row, start, part));
    row.digits = take(row.digits, start, part);
  }
  return chosen;
}

/** The best `count` seats, in the order of the rows they are found in; null for none. */
export function chooseBest(rows: Row[], count: number): number[] | null {
  const tidyFirst = (find: (tidyOnly: boolean) => number[] | null) => find(true) ?? find(false);
  const splits = partings[count] ?? [];
  const pairs = splits.filter((parts) => parts.length === 2);
  const together = tidyFirst((tidyOnly) => anywhere(rows, [count], tidyOnly));
  if (together) return together;
  for (const adjacent of [true, false])
    for (const parts of pairs) {
      const found = tidyFirst((tidyOnly) => {
        const picked = inSection(rows, parts, tidyOnly, adjacent);
        return picked && seatsOfPair(picked);
      });
      if (found) return found;
    }
  for (const parts of splits) {
    const found = tidyFirst((tidyOnly) => anywhere(rows, parts, tidyOnly));
    if (found) return found;
  }
  return null;
}

import type { SectionNumbers } from '@/server/schedules/schedules.schema';

type Row = SectionNumbers['rows'][number];

/** Seats that are blocked together: a section, a row of it, or neighbours in a row by their numbers. */
export type BlockedRange = {
  section: SectionNumbers;
  row: Row | null;
  /** The lowest and the highest number, where it is not all of the row. */
  numbers: [number, number] | null;
  seats: number[];
};

const seatsOfRow = ({ firstSeat, seatCount }: Row) =>
  Array.from({ length: seatCount }, (_, at) => firstSeat + at);

const seatsOfSection = ({ rows }: SectionNumbers) => rows.flatMap(seatsOfRow);

const numberOf = ({ firstSeat, numbers: [first, step] }: Row, seat: number) =>
  first + (seat - firstSeat) * step;

/**
 * The seats of a section; of one row; of the numbers from `from` to `to` in it, either way round. One number given is
 * that seat alone. Empty where the row has no such number.
 */
export function seatsIn(section: SectionNumbers, row?: Row, from?: number, to?: number): number[] {
  if (!row) return seatsOfSection(section);
  const ends = [from ?? to, to ?? from].filter((end) => end !== undefined);
  if (ends.length === 0) return seatsOfRow(row);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  return seatsOfRow(row).filter((seat) => {
    const number = numberOf(row, seat);
    return low <= number && number <= high;
  });
}

/** Blocked seats in as few words as there are, in the hall's order. */
export function rangesOf(sections: SectionNumbers[], blocked: number[]): BlockedRange[] {
  const isBlocked = new Set(blocked);
  return sections.flatMap((section): BlockedRange[] => {
    const seats = seatsOfSection(section);
    if (seats.every((seat) => isBlocked.has(seat)))
      return [{ section, row: null, numbers: null, seats }];
    return section.rows.flatMap((row) =>
      runsOf(seatsOfRow(row).filter((seat) => isBlocked.has(seat))).map((run) => {
        const ends = [numberOf(row, run[0]!), numberOf(row, run.at(-1)!)];
        const numbers: [number, number] = [Math.min(...ends), Math.max(...ends)];
        return { section, row, numbers: run.length === row.seatCount ? null : numbers, seats: run };
      }),
    );
  });
}

/** Cuts seats in ascending order where one is missing. */
function runsOf(seats: number[]): number[][] {
  const runs: number[][] = [];
  for (const seat of seats) {
    const run = runs.at(-1);
    if (run && run.at(-1) === seat - 1) run.push(seat);
    else runs.push([seat]);
  }
  return runs;
}

/** Both, each seat once and in order. */
export const withSeats = (blocked: number[], seats: number[]): number[] =>
  [...new Set([...blocked, ...seats])].toSorted((a, b) => a - b);

export function withoutSeats(blocked: number[], seats: number[]): number[] {
  const gone = new Set(seats);
  return blocked.filter((seat) => !gone.has(seat));
}

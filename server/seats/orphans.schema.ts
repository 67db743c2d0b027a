import { z } from 'zod';

/**
 * Whether a reservation may leave a free seat alone in its row, which hardly anybody buys: never (`strict`), only where
 * as many seats together could not be had in that row without it (`lenient`), or at will (`off`).
 */
export const orphanRuleSchema = z.enum(['strict', 'lenient', 'off']);
export type OrphanRule = z.infer<typeof orphanRuleSchema>;

export type SeatRow = { firstSeat: number; seatCount: number };

const free = 0;
const held = 1;
const mineNow = 2;

/**
 * The free seats that a reservation of `mine` would leave alone, as `reserve-hold` refuses them: the seat screen says it
 * before, and tests hold the two side by side. `statusOf` answers a seat's digit. Seats that others hold are not gone.
 */
export function orphansOf(
  rows: readonly SeatRow[],
  statusOf: (seat: number) => number,
  mine: readonly number[],
  rule: OrphanRule,
): number[] {
  if (rule === 'off') return [];
  return rows.flatMap(({ firstSeat, seatCount }) => {
    const seats = Array.from({ length: seatCount }, (_, i) => firstSeat + i);
    const count = seats.filter((seat) => mine.includes(seat)).length;
    if (count === 0) return [];
    const before = seats.map((seat) => (mine.includes(seat) ? free : statusOf(seat)));
    const after = seats.map((seat) => (mine.includes(seat) ? mineNow : statusOf(seat)));
    if (rule === 'lenient' && !hasTidyPlace(before, count)) return [];
    return seats.filter((_, at) => isAlone(after, at) && !isAlone(before, at));
  });
}

const isOpen = (status: number | undefined) => status === free || status === held;

const isAlone = (row: readonly number[], at: number) =>
  row[at] === free && !isOpen(row[at - 1]) && !isOpen(row[at + 1]);

/** Whether so many seats together can be had by a whole stretch of free ones, or with two and more of it left. */
function hasTidyPlace(row: readonly number[], count: number): boolean {
  const stretches = row.map((status) => (status === free ? '0' : ' ')).join('');
  const lengths = stretches.match(/0+/g)?.map((stretch) => stretch.length) ?? [];
  return lengths.some((length) => length === count || length >= count + 2);
}

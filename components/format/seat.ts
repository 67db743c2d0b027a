import type { Text } from '@/i18n/locale';
import type { LayoutDocument } from '@/server/venues/layout.schema';

export type SeatName = { floor: Text; section: string; row: string; number: number };

/** What stands on a seat, from its index in the layout. */
export function nameSeat(layout: LayoutDocument, seat: number): SeatName | null {
  const section = layout.sections.findLast(({ firstSeat }) => firstSeat <= seat);
  const row = section?.rows.findLast(({ firstSeat }) => firstSeat <= seat);
  const floor = layout.floors.find(({ id }) => id === section?.floorId);
  if (!section || !row || !floor) return null;
  const number = row.numbers[0] + (seat - row.firstSeat) * row.numbers[1];
  return { floor: floor.name, section: section.name, row: row.name, number };
}

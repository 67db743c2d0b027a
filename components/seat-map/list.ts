import type { Grade, LayoutDocument, Text } from '@/server/venues/layout.schema';
import { seatStatus } from '@/server/seats/seats.schema';
import type { SeatModel } from './engine/model';

/** The map as a list: floors, their sections, a section's rows, a row's seats. */
export type ListedSection = {
  index: number;
  name: string;
  grade: Grade;
  available: number;
  seatCount: number;
};
export type ListedFloor = { id: string; name: Text; sections: ListedSection[] };
export type ListedRow = { name: string; firstSeat: number; available: number; seatCount: number };
export type ListedSeat = { seat: number; number: number; state: SeatState };
export type SeatState = 'available' | 'held' | 'taken' | 'blocked';

export type ListFilter = { only: ReadonlySet<Grade> | null; freeOnly: boolean };

export function listFloors(model: SeatModel, { only, freeOnly }: ListFilter): ListedFloor[] {
  const sectionsOf = (floorId: string) =>
    model.layout.sections.flatMap((section, index) => {
      const { available } = model.sections[index];
      const isWanted =
        section.floorId === floorId &&
        (!only || only.has(section.grade)) &&
        (!freeOnly || available > 0);
      const { name, grade, seatCount } = section;
      return isWanted ? [{ index, name, grade, seatCount, available }] : [];
    });
  return model.layout.floors
    .map(({ id, name }) => ({ id, name, sections: sectionsOf(id) }))
    .filter(({ sections }) => sections.length > 0);
}

export function listRows(model: SeatModel, section: number, freeOnly: boolean): ListedRow[] {
  return model.layout.sections[section].rows
    .map(({ name, firstSeat, xs }) => {
      const states = model.statuses.subarray(firstSeat, firstSeat + xs.length);
      const available = states.filter((status) => status === seatStatus.available).length;
      return { name, firstSeat, available, seatCount: xs.length };
    })
    .filter(({ available }) => !freeOnly || available > 0);
}

/** A row's seats from left to right, `kept` ones even when only free seats are asked for. */
export function listSeats(
  model: SeatModel,
  row: Pick<ListedRow, 'firstSeat' | 'seatCount'>,
  freeOnly: boolean,
  kept: ReadonlySet<number>,
): ListedSeat[] {
  return Array.from({ length: row.seatCount }, (_, i) => row.firstSeat + i)
    .map((seat) => ({ seat, number: model.numberOf(seat), state: stateOf(model, seat) }))
    .filter(({ seat, state }) => !freeOnly || state === 'available' || kept.has(seat));
}

export function stateOf(model: SeatModel, seat: number): SeatState {
  const status = model.statuses[seat];
  if (status === seatStatus.available) return 'available';
  if (status === seatStatus.blocked) return 'blocked';
  return status === seatStatus.sold ? 'taken' : 'held';
}

/** Seats left of each grade the layout has, best grade first. */
export function countByGrade(model: SeatModel): Map<Grade, number> {
  const counts = new Map<Grade, number>();
  for (const { grade, available } of model.sections)
    counts.set(grade, (counts.get(grade) ?? 0) + available);
  return counts;
}

export type SeatName = { floor: Text; section: string; row: string; number: number; grade: Grade };

export function floorOf(layout: LayoutDocument, floorId: string): Text {
  return layout.floors.find(({ id }) => id === floorId)?.name ?? { ko: floorId, en: floorId };
}

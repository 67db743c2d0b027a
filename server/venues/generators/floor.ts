import type { SectionPlan } from './plan';
import { block, range, rowPitch, seatPitch } from './shapes';

/** Straight blocks before the stage, centred on x = 0, named A1, A2, … B1, … from its left. */
export type Floor = {
  floorId: string;
  top: number;
  across: number;
  deep: number;
  columns: number;
  rows: number;
  aisle: number;
};

export function floorSections({ floorId, top, across, deep, columns, rows, aisle }: Floor) {
  const blockWidth = (columns - 1) * seatPitch + aisle;
  const blockHeight = (rows - 1) * rowPitch + aisle;
  const left = -(across * blockWidth - aisle) / 2;
  return range(deep).flatMap((line) =>
    range(across).map((i): SectionPlan => ({
      ...block(left + i * blockWidth, top + line * blockHeight, columns, rows),
      name: `${String.fromCharCode(65 + line)}${i + 1}`,
      floorId,
      lift: 0,
    })),
  );
}

import type { LayoutDocument } from '../layout.schema';
import { type SectionPlan, drawLayout } from './plan';
import { type Point, fan, range } from './shapes';

const centre: Point = [0, -190];
const aisle = 16;
const south = Math.PI / 2;
/** Where the aisles are, as angles from the middle: side blocks left and right of a centre block. */
const blocks: [from: number, to: number][] = [
  [0.165, 0.36],
  [-0.165, 0.165],
  [-0.36, -0.165],
];

/** A 480-seat hall: curved rows in three blocks, a cross aisle, and a balcony over the back. */
export function hallLayout(): LayoutDocument {
  return drawLayout({
    seatCount: 480,
    stage: { outline: stageOutline(), label: { ko: '무대', en: 'Stage' } },
    floors: [
      { id: '1', name: { ko: '1층', en: 'Stalls' } },
      { id: '2', name: { ko: '2층 발코니', en: 'Balcony' } },
    ],
    sections: [
      ...bank({ names: 'ABC', floorId: '1', radius: 225, rows: 7, firstRow: 1, lift: 0 }),
      ...bank({ names: 'DEF', floorId: '1', radius: 299, rows: 5, firstRow: 8, lift: 0 }),
      ...bank({ names: 'GHI', floorId: '2', radius: 366, rows: 3, firstRow: 1, lift: 60 }),
    ],
  });
}

type Bank = Pick<SectionPlan, 'floorId' | 'lift' | 'firstRow'> & {
  names: string;
  radius: number;
  rows: number;
};

function bank({ names, radius, rows, ...rest }: Bank): SectionPlan[] {
  return blocks.map(([from, to], i) => ({
    ...rest,
    ...fan({ centre, radius, rows, from: south + from, to: south + to, aisle }),
    name: names[i]!,
  }));
}

function stageOutline(): Point[] {
  const front = range(13).map((i): Point => {
    const angle = south + 0.36 * (1 - i / 6);
    return [centre[0] + 198 * Math.cos(angle), centre[1] + 198 * Math.sin(angle)];
  });
  return [[-80, -45], ...front, [80, -45]];
}

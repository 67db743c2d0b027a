import type { LayoutDocument } from '@/server/venues/layout.schema';

export const rowSeats = 6;
export const seatCount = 12;

const row = (index: number) => ({
  name: String(index + 1),
  firstSeat: index * rowSeats,
  numbers: [1, 1] as [number, number],
  xs: Array.from({ length: rowSeats }, (_, seat) => 20 + seat * 6),
  ys: Array.from({ length: rowSeats }, () => 40 + index * 9),
});

/** A hall so small that five people are always in each other's way: one section of two rows of six. */
export const smallHall: LayoutDocument = {
  width: 100,
  height: 100,
  stage: { outline: [20, 0, 60, 0, 60, 20, 20, 20], label: { ko: '무대', en: 'Stage' } },
  floors: [{ id: '1', name: { ko: '1층', en: 'Stalls' } }],
  sections: [
    {
      id: 'A',
      name: 'A',
      floorId: '1',
      grade: 'R',
      outline: [10, 30, 60, 30, 60, 60, 10, 60],
      firstSeat: 0,
      seatCount,
      rows: [row(0), row(1)],
    },
  ],
};

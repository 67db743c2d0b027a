import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SectionNumbers } from '@/server/schedules/schedules.schema';
import { rangesOf, seatsIn, withoutSeats, withSeats } from './blocked-seats';

const floor = { ko: '1층', en: 'Floor 1' };
const left: SectionNumbers = {
  id: 'L',
  name: 'L',
  floor,
  rows: [
    { name: '1', firstSeat: 0, seatCount: 4, numbers: [1, 1] },
    { name: '2', firstSeat: 4, seatCount: 5, numbers: [9, -2] }, // 9 7 5 3 1
  ],
};
const right: SectionNumbers = {
  id: 'R',
  name: 'R',
  floor,
  rows: [{ name: '1', firstSeat: 9, seatCount: 3, numbers: [11, 1] }],
};
const sections = [left, right];
const said = (blocked: number[]) =>
  rangesOf(sections, blocked).map(({ section, row, numbers }) =>
    [section.name, row?.name, numbers?.join('-')].filter(Boolean).join(' '),
  );

test('seats are named by section, row and number, whichever way the row is numbered', () => {
  expect(seatsIn(left)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(seatsIn(left, left.rows[0])).toEqual([0, 1, 2, 3]);
  expect(seatsIn(left, left.rows[0], 2, 3)).toEqual([1, 2]);
  expect(seatsIn(left, left.rows[1], 3, 7)).toEqual([5, 6, 7]);
  expect(seatsIn(left, left.rows[1], 7, 3)).toEqual([5, 6, 7]);
  expect(seatsIn(right, right.rows[0], 12)).toEqual([10]);
  expect(seatsIn(right, right.rows[0], 1, 4)).toEqual([]);
});

test('blocked seats are told in as few words as there are', () => {
  expect(said([])).toEqual([]);
  expect(said([0, 1, 2, 3, 4, 9, 10, 11])).toEqual(['L 1', 'L 2 9-9', 'R']);
  expect(said([0, 2, 3, 5, 6])).toEqual(['L 1 1-1', 'L 1 3-4', 'L 2 5-7']);
});

test('whatever is blocked is told whole, and taken away piece by piece is gone', () => {
  fc.assert(
    fc.property(fc.subarray(Array.from({ length: 12 }, (_, seat) => seat)), (blocked) => {
      const ranges = rangesOf(sections, blocked);
      expect(ranges.reduce<number[]>((all, { seats }) => withSeats(all, seats), [])).toEqual(
        blocked,
      );
      expect(ranges.reduce((all, { seats }) => withoutSeats(all, seats), blocked)).toEqual([]);
    }),
  );
});

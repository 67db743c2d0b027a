import { beforeEach, describe, expect, it } from 'vitest';
import { hallLayout } from '@/server/venues/generators';
import { SeatModel } from './engine/model';
import { countByGrade, listFloors, listRows, listSeats } from './list';

describe('the seat list', () => {
  let model: SeatModel;
  beforeEach(() => {
    model = new SeatModel(hallLayout());
  });
  const all = { only: null, freeOnly: false };

  it('holds every seat of the map once, in order', () => {
    const seats = listFloors(model, all).flatMap(({ sections }) =>
      sections.flatMap(({ index }) =>
        listRows(model, index, false).flatMap((row) => listSeats(model, row, false, new Set())),
      ),
    );
    expect(seats.map(({ seat }) => seat)).toEqual(Array.from({ length: 480 }, (_, seat) => seat));
  });

  it('shows only the grades asked for', () => {
    const floors = listFloors(model, { only: new Set(['VIP']), freeOnly: false });
    const grades = floors.flatMap(({ sections }) => sections.map(({ grade }) => grade));
    expect(new Set(grades)).toEqual(new Set(['VIP']));
  });

  it('leaves out sold rows and sections when only free seats are asked for', () => {
    const { firstSeat, seatCount } = model.sections[0];
    model.apply(Array.from({ length: seatCount }, (_, i) => [firstSeat + i, 3] as const));
    const names = listFloors(model, { only: null, freeOnly: true })[0].sections;
    expect(names.map(({ name }) => name)).toEqual(['B', 'C', 'D', 'E', 'F']);
    expect(listRows(model, 0, true)).toEqual([]);
    expect(listRows(model, 0, false)).toHaveLength(7);
  });

  it('tells the state of each seat, and keeps one’s own seats in sight', () => {
    model.apply([
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
    ]);
    const [row] = listRows(model, 0, false);
    const states = listSeats(model, row, false, new Set()).map(({ state }) => state);
    expect(states.slice(0, 5)).toEqual(['held', 'held', 'taken', 'blocked', 'available']);
    const free = listSeats(model, row, true, new Set([1])).map(({ number }) => number);
    expect(free.slice(0, 2)).toEqual([2, 5]);
    expect(row.available).toBe(row.seatCount - 4);
  });

  it('counts the seats left of every grade', () => {
    const before = countByGrade(model).get('VIP');
    const vip = model.sections.find(({ grade }) => grade === 'VIP')!;
    model.apply([[vip.firstSeat, 3]]);
    expect(countByGrade(model).get('VIP')).toBe(before! - 1);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeatIndex } from './seat-index';

const plane = { left: 0, top: 0, right: 500, bottom: 400 };
const places = fc.array(
  fc.record({ x: fc.integer({ min: 0, max: 500 }), y: fc.integer({ min: 0, max: 400 }) }),
  { minLength: 1, maxLength: 80 },
);

function indexOf(points: { x: number; y: number }[]): SeatIndex {
  const xs = Float32Array.from(points, ({ x }) => x);
  return new SeatIndex(
    xs,
    Float32Array.from(points, ({ y }) => y),
    plane,
  );
}

describe('the seat index', () => {
  it('finds exactly the seats in a box', () => {
    fc.assert(
      fc.property(places, places, (points, [corner]) => {
        const box = { left: corner.x, top: corner.y, right: corner.x + 90, bottom: corner.y + 120 };
        const found: number[] = [];
        indexOf(points).forEachIn(box, (seat) => found.push(seat));
        const wanted = points.flatMap(({ x, y }, seat) =>
          x >= box.left && x <= box.right && y >= box.top && y <= box.bottom ? [seat] : [],
        );
        expect(found.toSorted((a, b) => a - b)).toEqual(wanted);
      }),
    );
  });

  it('finds the nearest seat within reach, as looking at all of them does', () => {
    fc.assert(
      fc.property(places, places, fc.integer({ min: 1, max: 120 }), (points, [at], reach) => {
        const far = points.map(({ x, y }) => Math.hypot(x - at.x, y - at.y));
        const nearest = Math.min(...far);
        const found = indexOf(points).nearest(at, reach);
        if (nearest > reach) expect(found).toBe(-1);
        else expect(far[found]).toBeCloseTo(nearest);
      }),
    );
  });

  it('never counts fewer seats around a box than are in it', () => {
    const index = indexOf([
      { x: 10, y: 10 },
      { x: 60, y: 10 },
      { x: 499, y: 399 },
    ]);
    expect(index.countAround({ left: 0, top: 0, right: 70, bottom: 20 })).toBe(2);
    expect(index.countAround(plane)).toBe(3);
  });
});

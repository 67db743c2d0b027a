import { describe, expect, it } from 'vitest';
import { hallLayout, stadiumLayout } from '@/server/venues/generators';
import { fitBox, toScreen } from './camera';
import { hitTest } from './hit';
import { SeatModel } from './model';

const size = { width: 390, height: 600 };

describe('what a tap means', () => {
  const model = new SeatModel(stadiumLayout());
  const far = fitBox(model.box, size, 8);
  const seat = model.sections[40].firstSeat + 30;
  const place = { x: model.xs[seat], y: model.ys[seat] };

  it('is the section under it while seats are too small', () => {
    const hit = hitTest(model, far, size, toScreen(far, size, place), true);
    expect(hit).toMatchObject({ kind: 'section', section: 40 });
  });

  it('is the seat under it when seats are large enough', () => {
    const near = { ...place, scale: 6 };
    expect(hitTest(model, near, size, { x: 195, y: 300 }, false)).toEqual({ kind: 'seat', seat });
  });

  it('is the nearest seat within 22 px for a finger, and not for a mouse', () => {
    const edge = { x: model.xs[0], y: model.ys[0], scale: 4 };
    const above = { x: 195, y: 300 - 21 };
    expect(hitTest(model, edge, size, above, true)).toEqual({ kind: 'seat', seat: 0 });
    expect(hitTest(model, edge, size, above, false)).toBeNull();
  });

  it('is nothing on the bare floor', () => {
    expect(hitTest(model, { x: 5, y: 5, scale: 6 }, size, { x: 0, y: 0 }, true)).toBeNull();
    expect(hitTest(model, far, size, { x: 195, y: 2 }, true)).toBeNull();
  });
});

describe('the seat model', () => {
  it('counts the seats left of a section and tells who changed', () => {
    const model = new SeatModel(hallLayout());
    const told: number[][] = [];
    model.subscribe((changed) => told.push([...changed]));
    model.replace(`31${'0'.repeat(478)}`);
    model.apply([
      [1, 0],
      [2, 3],
      [2, 3],
      [9_999, 3],
      [4, 9],
    ]);
    expect(told).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect(model.sections[0].available).toBe(model.sections[0].seatCount - 2);
    expect(model.isAvailable(1)).toBe(true);
  });

  it('says nothing when nothing changed', () => {
    const model = new SeatModel(hallLayout());
    let told = 0;
    model.subscribe(() => told++);
    model.replace('0'.repeat(480));
    expect(told).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import {
  type Camera,
  between,
  fitBox,
  keepInView,
  panBy,
  scaleLimits,
  toPlane,
  toScreen,
  visibleBox,
  zoomAt,
} from './camera';

const size = { width: 390, height: 844 };
const box = { left: 0, top: 0, right: 2_000, bottom: 1_800 };
const limits = scaleLimits(box, size);
const camera: Camera = { x: 700, y: 500, scale: 1.5 };

describe('the camera', () => {
  it('finds its way from the screen to the plane and back', () => {
    const point = { x: 31, y: 640 };
    const back = toScreen(camera, size, toPlane(camera, size, point));
    expect(back.x).toBeCloseTo(point.x);
    expect(back.y).toBeCloseTo(point.y);
  });

  it('fits a box into the screen with its padding', () => {
    const fitted = fitBox(box, size, 20);
    const view = visibleBox(fitted, size);
    expect(view.left).toBeLessThanOrEqual(0);
    expect(view.right).toBeGreaterThanOrEqual(2_000);
    expect(toScreen(fitted, size, { x: 0, y: 900 }).x).toBeCloseTo(20);
  });

  it('keeps what is under the fingers under the fingers while zooming', () => {
    const anchor = { x: 70, y: 300 };
    const before = toPlane(camera, size, anchor);
    const after = toPlane(zoomAt(camera, size, anchor, 1.7, limits), size, anchor);
    expect(after.x).toBeCloseTo(before.x);
    expect(after.y).toBeCloseTo(before.y);
  });

  it('never zooms past its limits', () => {
    const anchor = { x: 1, y: 1 };
    expect(zoomAt(camera, size, anchor, 1e6, limits).scale).toBe(limits.max);
    expect(zoomAt(camera, size, anchor, 1e-6, limits).scale).toBe(limits.min);
  });

  it('moves the plane with the hand', () => {
    const seen = toScreen(camera, size, { x: 650, y: 480 });
    const moved = toScreen(panBy(camera, 40, -25), size, { x: 650, y: 480 });
    expect(moved.x - seen.x).toBeCloseTo(40);
    expect(moved.y - seen.y).toBeCloseTo(-25);
  });

  it('never loses the plane out of sight', () => {
    for (const lost of [-1e5, 1e5]) {
      const view = visibleBox(keepInView({ x: lost, y: lost, scale: 1 }, box, size), size);
      expect(view.left).toBeLessThan(box.right);
      expect(view.right).toBeGreaterThan(box.left);
      expect(view.top).toBeLessThan(box.bottom);
      expect(view.bottom).toBeGreaterThan(box.top);
    }
  });

  it('starts and ends a flight where it was told', () => {
    const to = { x: 100, y: 1_500, scale: 6 };
    expect(between(camera, to, 0)).toEqual(camera);
    const end = between(camera, to, 1);
    expect(end.scale).toBeCloseTo(6);
    expect(end.x).toBeCloseTo(100);
    expect(end.y).toBeCloseTo(1_500);
  });
});

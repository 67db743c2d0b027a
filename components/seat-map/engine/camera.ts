import type { Box, Point, Size } from './geometry';

/** The plane point in the middle of the screen, and CSS pixels a unit. */
export type Camera = Readonly<{ x: number; y: number; scale: number }>;
export type ScaleLimits = { min: number; max: number };

/** At the largest scale a seat is a comfortable 44 px target. */
const seatUnits = 5.4;
const seatPxMax = 48;

export function fitBox(box: Box, size: Size, padding: number): Camera {
  const width = Math.max(1, size.width - 2 * padding);
  const height = Math.max(1, size.height - 2 * padding);
  const scale = Math.min(width / (box.right - box.left), height / (box.bottom - box.top));
  return { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2, scale };
}

export function scaleLimits(box: Box, size: Size): ScaleLimits {
  const fitted = fitBox(box, size, 8).scale;
  const max = seatPxMax / seatUnits;
  return { min: Math.min(fitted, max) * 0.85, max };
}

export function toScreen(camera: Camera, size: Size, point: Point): Point {
  return {
    x: (point.x - camera.x) * camera.scale + size.width / 2,
    y: (point.y - camera.y) * camera.scale + size.height / 2,
  };
}

export function toPlane(camera: Camera, size: Size, point: Point): Point {
  return {
    x: (point.x - size.width / 2) / camera.scale + camera.x,
    y: (point.y - size.height / 2) / camera.scale + camera.y,
  };
}

/** Moves what is on screen by so many CSS pixels. */
export function panBy(camera: Camera, dx: number, dy: number): Camera {
  return { ...camera, x: camera.x - dx / camera.scale, y: camera.y - dy / camera.scale };
}

/** Scales by `factor`; what is under `anchor` on screen stays under it. */
export function zoomAt(
  camera: Camera,
  size: Size,
  anchor: Point,
  factor: number,
  limits: ScaleLimits,
): Camera {
  const scale = Math.min(limits.max, Math.max(limits.min, camera.scale * factor));
  const held = toPlane(camera, size, anchor);
  return {
    scale,
    x: held.x - (anchor.x - size.width / 2) / scale,
    y: held.y - (anchor.y - size.height / 2) / scale,
  };
}

/** Keeps some of the plane in view: the middle of the screen never leaves it by more than a margin. */
export function keepInView(camera: Camera, box: Box, size: Size): Camera {
  const within = (value: number, low: number, high: number, screen: number) => {
    const half = screen / 2 / camera.scale;
    // A plane that fits may not leave the screen; a larger one may be pulled in to its edge and a bit.
    const slack = Math.max(0, half * 0.7);
    const [from, to] = [low + half - slack, high - half + slack];
    return from > to ? (low + high) / 2 : Math.min(to, Math.max(from, value));
  };
  return {
    scale: camera.scale,
    x: within(camera.x, box.left, box.right, size.width),
    y: within(camera.y, box.top, box.bottom, size.height),
  };
}

export function visibleBox(camera: Camera, size: Size): Box {
  const [halfWidth, halfHeight] = [size.width / 2 / camera.scale, size.height / 2 / camera.scale];
  return {
    left: camera.x - halfWidth,
    right: camera.x + halfWidth,
    top: camera.y - halfHeight,
    bottom: camera.y + halfHeight,
  };
}

/** Between two cameras, so that zoom feels even: the scale goes in proportion, not in steps. */
export function between(from: Camera, to: Camera, share: number): Camera {
  const scale = from.scale * (to.scale / from.scale) ** share;
  // Move the middle by how much of the way the scale has come, or the path would swing.
  const moved =
    Math.abs(to.scale - from.scale) < 1e-6
      ? share
      : (1 / scale - 1 / from.scale) / (1 / to.scale - 1 / from.scale);
  return { scale, x: from.x + (to.x - from.x) * moved, y: from.y + (to.y - from.y) * moved };
}

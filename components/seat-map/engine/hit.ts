import { type Camera, toPlane } from './camera';
import { type Point, type Size, insidePolygon } from './geometry';
import type { SeatModel } from './model';
import { seatPitch } from './painter';

/** From how large a seat, in CSS pixels, a finger or a mouse can mean just that seat. */
const touchFromPx = 18;
const mouseFromPx = 9;
const reachPx = 22;

export type Hit =
  | { kind: 'seat'; seat: number }
  /** Seats are too small here to mean one: go nearer to this section. */
  | { kind: 'section'; section: number; at: Point }
  | null;

/** What a tap means. A finger takes the nearest seat within 22 px, so every target is 44 px wide. */
export function hitTest(
  model: SeatModel,
  camera: Camera,
  size: Size,
  at: Point,
  touch: boolean,
): Hit {
  const point = toPlane(camera, size, at);
  const pitchPx = seatPitch * camera.scale;
  if (pitchPx >= (touch ? touchFromPx : mouseFromPx)) {
    const reach = touch ? Math.max(seatPitch / 2, reachPx / camera.scale) : seatPitch * 0.6;
    const seat = model.index.nearest(point, reach);
    return seat < 0 ? null : { kind: 'seat', seat };
  }
  const section = model.sections.find(({ outline }) => insidePolygon(outline, point));
  if (section) return { kind: 'section', section: section.index, at: point };
  const near = model.index.nearest(point, reachPx / camera.scale);
  return near < 0 ? null : { kind: 'section', section: model.sectionOf[near], at: point };
}

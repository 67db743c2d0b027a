import { type Camera, between } from './camera';
import type { Point } from './geometry';

const flightMs = 180;
const decayMs = 325;
const stillPxPerMs = 0.02;

/** What moves the camera when no finger does: a flight to a place, or the rest of a throw. */
export type Motion = { advance: (elapsedMs: number, camera: Camera) => Camera | null };

/** A flight of 180 ms, slowing into its end. Null when it has arrived. */
export function flight(from: Camera, to: Camera): Motion {
  let passed = 0;
  return {
    advance: (elapsedMs, camera) => {
      if (camera === to) return null;
      passed += elapsedMs;
      const share = Math.min(1, passed / flightMs);
      return share === 1 ? to : between(from, to, 1 - (1 - share) ** 3);
    },
  };
}

/** Goes on at the speed (CSS px a ms) at which the finger left, and slows as paper on a desk does. */
export function glide(velocity: Point): Motion {
  let { x, y } = velocity;
  return {
    advance: (elapsedMs, camera) => {
      if (Math.hypot(x, y) < stillPxPerMs) return null;
      const kept = Math.exp(-elapsedMs / decayMs);
      const travelled = (decayMs * (1 - kept)) / camera.scale;
      const next = { ...camera, x: camera.x - x * travelled, y: camera.y - y * travelled };
      x *= kept;
      y *= kept;
      return next;
    },
  };
}

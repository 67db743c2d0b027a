import type { Point } from './geometry';

/** What hands and keys ask of the map. Points are CSS pixels from the element's corner. */
export type GestureTarget = {
  pan: (dx: number, dy: number) => void;
  zoom: (anchor: Point, factor: number) => void;
  /** A finger or button went down: whatever still moves stops. */
  stop: () => void;
  /** Let go while moving, in CSS px a ms. */
  glide: (velocity: Point) => void;
  tap: (at: Point, touch: boolean) => void;
  hover: (at: Point | null) => void;
  fit: () => void;
  middle: () => Point;
};

const tapSlopPx = 8;
const keyPanPx = 80;
const keyZoom = 1.4;
const sampleMs = 80;

type Finger = Point & { id: number };

/** Mouse, pen, touch, wheel and keys on one element. Returns what takes it all off again. */
export function listenToGestures(element: HTMLElement, target: GestureTarget): () => void {
  const pointers = new Pointers(element, target);
  const off = new AbortController();
  const on = <K extends keyof HTMLElementEventMap>(
    type: K,
    handle: (event: HTMLElementEventMap[K]) => void,
  ) => element.addEventListener(type, handle, { signal: off.signal, passive: type !== 'wheel' });
  on('pointerdown', (event) => pointers.down(event));
  on('pointermove', (event) => pointers.move(event));
  on('pointerup', (event) => pointers.up(event));
  on('pointercancel', (event) => pointers.cancel(event));
  on('pointerleave', () => target.hover(null));
  on('wheel', (event) => {
    event.preventDefault();
    target.stop();
    if (event.shiftKey) target.pan(-event.deltaX - event.deltaY, 0);
    else target.zoom(placeOf(element, event), Math.exp(-wheelPx(event) * 0.0022));
  });
  element.addEventListener('keydown', (event) => onKey(event, target), { signal: off.signal });
  return () => off.abort();
}

class Pointers {
  private fingers: Finger[] = [];
  private start: Point | null = null;
  private moved = false;
  private trail: (Point & { at: number })[] = [];

  constructor(
    private readonly element: HTMLElement,
    private readonly target: GestureTarget,
  ) {}

  down(event: PointerEvent): void {
    if (event.button !== 0) return;
    const place = placeOf(this.element, event);
    this.element.setPointerCapture(event.pointerId);
    this.fingers = [...this.fingers, { ...place, id: event.pointerId }].slice(-2);
    this.target.stop();
    this.trail = [];
    this.moved = this.fingers.length > 1;
    this.start = place;
  }

  move(event: PointerEvent): void {
    const place = placeOf(this.element, event);
    const finger = this.fingers.find(({ id }) => id === event.pointerId);
    if (!finger) return event.pointerType === 'mouse' ? this.target.hover(place) : undefined;
    if (!this.moved && this.start && distance(place, this.start) < tapSlopPx) return;
    this.moved = true;
    const before = this.grip();
    Object.assign(finger, place);
    const after = this.grip();
    if (before.spread > 0) this.target.zoom(before.middle, after.spread / before.spread);
    this.target.pan(after.middle.x - before.middle.x, after.middle.y - before.middle.y);
    this.trail.push({ ...after.middle, at: event.timeStamp });
    while (this.trail[0].at < event.timeStamp - sampleMs) this.trail.shift();
  }

  up(event: PointerEvent): void {
    if (!this.drop(event) || this.fingers.length > 0) return;
    if (!this.moved) this.target.tap(placeOf(this.element, event), event.pointerType === 'touch');
    else this.throw(event.timeStamp);
  }

  cancel(event: PointerEvent): void {
    this.drop(event);
    this.moved = true;
  }

  private drop(event: PointerEvent): boolean {
    const known = this.fingers.length;
    this.fingers = this.fingers.filter(({ id }) => id !== event.pointerId);
    if (this.fingers.length > 0) this.trail = [];
    return this.fingers.length < known;
  }

  /** Only a hand that still moved when it let go throws the map. */
  private throw(now: number): void {
    const [first, last] = [this.trail[0], this.trail.at(-1)];
    if (!first || !last || last.at - first.at < 10 || now - last.at > sampleMs / 2) return;
    const ms = last.at - first.at;
    this.target.glide({ x: (last.x - first.x) / ms, y: (last.y - first.y) / ms });
  }

  private grip(): { middle: Point; spread: number } {
    const [a, b] = this.fingers;
    if (!b) return { middle: { x: a.x, y: a.y }, spread: 0 };
    return { middle: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }, spread: distance(a, b) };
  }
}

function onKey(event: KeyboardEvent, target: GestureTarget): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const keys: Record<string, () => void> = {
    ArrowLeft: () => target.pan(keyPanPx, 0),
    ArrowRight: () => target.pan(-keyPanPx, 0),
    ArrowUp: () => target.pan(0, keyPanPx),
    ArrowDown: () => target.pan(0, -keyPanPx),
    '+': () => target.zoom(target.middle(), keyZoom),
    '=': () => target.zoom(target.middle(), keyZoom),
    '-': () => target.zoom(target.middle(), 1 / keyZoom),
    '0': () => target.fit(),
    Enter: () => target.tap(target.middle(), false),
  };
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  target.stop();
  act();
}

/** Wheels tell pixels, lines or pages. */
function wheelPx(event: WheelEvent): number {
  const unit = event.deltaMode === 1 ? 20 : event.deltaMode === 2 ? 400 : 1;
  const pinch = event.ctrlKey ? 5 : 1;
  return Math.max(-300, Math.min(300, event.deltaY * unit * pinch));
}

function placeOf(element: HTMLElement, event: MouseEvent): Point {
  const { left, top } = element.getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

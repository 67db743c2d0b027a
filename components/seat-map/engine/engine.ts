import type { Grade } from '@/server/venues/layout.schema';
import {
  type Camera,
  fitBox,
  keepInView,
  panBy,
  scaleLimits,
  toScreen,
  visibleBox,
  zoomAt,
} from './camera';
import type { Box, Point, Size } from './geometry';
import { listenToGestures } from './gestures';
import { hitTest } from './hit';
import type { SeatModel } from './model';
import { type Motion, flight, glide } from './motion';
import { Overlay } from './overlay';
import { seatPitch } from './painter';
import { type Palette, readPalette } from './palette';
import { type Look, Renderer } from './renderer';

export type SeatMapWords = Look['words'];
export type SeatMapOptions = {
  model: SeatModel;
  words: SeatMapWords;
  /** Room that panels take from the map's edges, in CSS pixels. */
  padding?: number;
  onSeat: (seat: number) => void;
  onHover?: (seat: number | null) => void;
};

/** What the map shows now, told after each frame that changed it. */
export type View = { box: Box; plane: Box; zoomed: boolean; picture: OffscreenCanvas };
export type Watcher = (view: View) => void;

/** Sharper than this no eye sees on a phone, and a third of the pixels are saved. */
const ratioMax = 2;
const stillAfterMs = 110;
const lateMs = 24;
const nearSeatPx = 26;

/** The seat map without any framework: owns one canvas inside `host` and everything drawn on it. */
export class SeatMapEngine {
  private readonly model: SeatModel;
  private readonly canvas = document.createElement('canvas');
  private readonly context: CanvasRenderingContext2D;
  private readonly overlay: Overlay;
  private readonly renderer: Renderer;
  private readonly takeOff: (() => void)[] = [];
  private palette: Palette;
  private only: ReadonlySet<Grade> | null = null;
  private size: Size = { width: 0, height: 0 };
  private camera: Camera = { x: 0, y: 0, scale: 1 };
  private motion: Motion | null = null;
  private movedAt = -Infinity;
  private frameAt = 0;
  private request = 0;
  private readonly watchers = new Set<Watcher>();

  constructor(
    private readonly host: HTMLElement,
    private readonly options: SeatMapOptions,
  ) {
    this.model = options.model;
    this.context = this.canvas.getContext('2d', { alpha: false })!;
    this.canvas.style.cssText = 'display:block;position:absolute;inset:0;width:100%;height:100%';
    this.canvas.setAttribute('aria-hidden', 'true');
    host.prepend(this.canvas);
    this.palette = readPalette(host);
    this.overlay = new Overlay(this.model);
    this.renderer = new Renderer(this.model, this.palette, this.look());
    const observer = new ResizeObserver(() => this.resize());
    observer.observe(host);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const restyle = () => this.restyle();
    scheme.addEventListener('change', restyle);
    this.takeOff.push(
      () => observer.disconnect(),
      () => scheme.removeEventListener('change', restyle),
      this.model.subscribe((seats) => this.seatsChanged(seats)),
      listenToGestures(host, this.gestures()),
    );
    this.resize();
  }

  destroy(): void {
    cancelAnimationFrame(this.request);
    for (const off of this.takeOff) off();
    this.canvas.remove();
  }

  setChosen(seats: readonly number[]): void {
    this.overlay.chosen = seats;
    this.wake();
  }

  /** Marks the seats that the chosen ones would leave alone. */
  setAlone(seats: readonly number[]): void {
    this.overlay.alone = seats;
    this.wake();
  }

  /** Marks a seat that was wanted and is gone, until the mark has faded. */
  showLost(seat: number): void {
    this.overlay.lose(seat, performance.now());
    this.wake();
  }

  setWords(words: SeatMapWords): void {
    this.options.words = words;
    this.restyle();
  }

  setOnly(only: ReadonlySet<Grade> | null): void {
    this.only = only;
    this.restyle();
  }

  /** Reads the theme's colours anew. */
  restyle(): void {
    this.palette = readPalette(this.host);
    this.renderer.restyle(this.palette, this.look());
    this.wake();
  }

  fit(): void {
    this.flyTo(this.fitted());
  }

  zoomBy(factor: number): void {
    const middle = { x: this.size.width / 2, y: this.size.height / 2 };
    const limits = scaleLimits(this.model.box, this.size);
    this.flyTo(zoomAt(this.camera, this.size, middle, factor, limits));
  }

  flyToBox(box: Box): void {
    const limits = scaleLimits(this.model.box, this.size);
    const camera = fitBox(box, this.size, this.options.padding ?? 24);
    this.flyTo({ ...camera, scale: Math.min(limits.max, camera.scale) });
  }

  /** So near that a finger can choose among the seats around. */
  flyToSeat(seat: number): void {
    const scale = Math.max(this.camera.scale, nearSeatPx / seatPitch);
    this.flyTo({ x: this.model.xs[seat], y: this.model.ys[seat], scale });
  }

  /** Puts the middle of the screen on a plane point, at once: the mini-map is dragged. */
  centreOn(point: Point): void {
    this.motion = null;
    this.move({ ...this.camera, ...point });
  }

  /** Calls back after each frame; returns what ends it. */
  watch(watcher: Watcher): () => void {
    this.watchers.add(watcher);
    this.wake();
    return () => this.watchers.delete(watcher);
  }

  whereIs(seat: number): Point {
    return toScreen(this.camera, this.size, { x: this.model.xs[seat], y: this.model.ys[seat] });
  }

  private gestures() {
    const limits = () => scaleLimits(this.model.box, this.size);
    return {
      pan: (dx: number, dy: number) => this.move(panBy(this.camera, dx, dy)),
      zoom: (anchor: Point, factor: number) =>
        this.move(zoomAt(this.camera, this.size, anchor, factor, limits())),
      stop: () => (this.motion = null),
      glide: (velocity: Point) => this.start(prefersStill() ? null : glide(velocity)),
      tap: (at: Point, touch: boolean) => this.tap(at, touch),
      hover: (at: Point | null) => this.hover(at),
      fit: () => this.fit(),
      middle: () => ({ x: this.size.width / 2, y: this.size.height / 2 }),
    };
  }

  private tap(at: Point, touch: boolean): void {
    const hit = hitTest(this.model, this.camera, this.size, at, touch);
    if (hit?.kind === 'seat') this.options.onSeat(hit.seat);
    if (hit?.kind !== 'section') return;
    const whole = fitBox(this.model.sections[hit.section].box, this.size, 32);
    // Already as near as the whole section allows: go to the place that was meant.
    const near = Math.max(nearSeatPx / seatPitch, this.camera.scale);
    if (whole.scale > this.camera.scale * 1.25)
      this.flyTo({ ...whole, scale: Math.min(whole.scale, near) });
    else this.flyTo({ ...hit.at, scale: near });
  }

  private hover(at: Point | null): void {
    const hit = at && hitTest(this.model, this.camera, this.size, at, false);
    const seat = hit?.kind === 'seat' ? hit.seat : -1;
    this.host.style.cursor = hit ? 'pointer' : 'grab';
    if (seat === this.overlay.hovered && seat < 0) return;
    this.overlay.hovered = seat;
    this.options.onHover?.(seat < 0 ? null : seat);
    this.wake();
  }

  private flyTo(camera: Camera): void {
    const to = keepInView(camera, this.model.box, this.size);
    if (prefersStill()) this.move(to);
    else this.start(flight(this.camera, to));
  }

  private start(motion: Motion | null): void {
    this.motion = motion;
    this.wake();
  }

  private move(camera: Camera): void {
    this.camera = keepInView(camera, this.model.box, this.size);
    this.movedAt = performance.now();
    this.wake();
  }

  private seatsChanged(seats: readonly number[]): void {
    this.renderer.seatsChanged(seats, performance.now());
    this.wake();
  }

  private resize(): void {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (width === 0 || height === 0) return;
    const first = this.size.width === 0;
    this.size = { width, height };
    const { ratio } = this.look();
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.renderer.restyle(this.palette, this.look());
    this.move(first ? this.fitted() : this.camera);
    this.frame(performance.now());
  }

  private fitted(): Camera {
    return fitBox(this.model.box, this.size, this.options.padding ?? 8);
  }

  private look(): Look {
    const ratio = Math.min(ratioMax, window.devicePixelRatio || 1);
    return { ratio, only: this.only, words: this.options.words };
  }

  private wake(): void {
    this.request ||= requestAnimationFrame((now) => this.frame(now));
  }

  private frame(now: number): void {
    cancelAnimationFrame(this.request);
    this.request = 0;
    const elapsed = Math.min(50, now - this.frameAt);
    this.frameAt = now;
    const next = this.motion?.advance(elapsed, this.camera);
    if (next) this.move(next);
    else this.motion = null;
    const moving = this.motion !== null || performance.now() - this.movedAt < stillAfterMs;
    const pace = { moving, late: elapsed > lateMs };
    const unfinished = this.renderer.work(this.camera, this.size, pace, performance.now());
    this.draw();
    this.tell();
    if (unfinished || this.motion || this.overlay.isAnimated) this.wake();
  }

  private tell(): void {
    const view = {
      box: visibleBox(this.camera, this.size),
      plane: this.model.box,
      zoomed: this.camera.scale > this.fitted().scale * 1.3,
      picture: this.renderer.picture(),
    };
    for (const watcher of this.watchers) watcher(view);
  }

  private draw(): void {
    const { context, camera, size } = this;
    const { ratio } = this.look();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.imageSmoothingQuality = 'low';
    this.renderer.draw(context, camera, size);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.overlay.draw(context, camera, size, this.palette, performance.now());
  }
}

function prefersStill(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

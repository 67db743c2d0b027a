import { type Camera, visibleBox } from './camera';
import { type Box, type Size, grow } from './geometry';
import type { SeatModel } from './model';
import { Painter, type Scene } from './painter';
import type { Palette } from './palette';
import { type Target, TileLayer, screenBox } from './tiles';

const overviewPx = 1024;
/** While the camera moves a layer may be copied this much larger or smaller before a new one starts. */
const stretchMax = 1.8;
const budgetMs = { moving: 5, still: 16 };
const fadeAfterMs = 400;
/** On a machine that cannot keep up, the hand comes first: then only every fourth frame paints. */
const paintEvery = 4;

/** Whether the camera moves, and whether the last frame came late. */
export type Pace = { moving: boolean; late: boolean };
export type Look = Pick<Scene, 'ratio' | 'only' | 'words'>;

/**
 * Keeps pictures of the plane and copies them to the screen: an overview of the whole, the layer
 * of tiles at the newest scale, and the one before it until the new one covers the screen.
 */
export class Renderer {
  private painter: Painter;
  private overview: OffscreenCanvas | null = null;
  private current: TileLayer | null = null;
  private previous: TileLayer | null = null;
  private readonly staleSections = new Set<number>();
  private staleSince = 0;
  /** Learned: how long a seat takes to paint here. */
  private msPerSeat = 0.001;
  private spared = 0;

  constructor(
    private readonly model: SeatModel,
    private palette: Palette,
    private look: Look,
  ) {
    this.painter = new Painter(model, palette);
  }

  /** Everything looks different now; the old pictures stay until the new ones are there. */
  restyle(palette: Palette, look: Look): void {
    const sameRatio = look.ratio === this.look.ratio;
    this.palette = palette;
    this.look = look;
    this.painter = new Painter(this.model, palette);
    this.overview = null;
    this.previous = sameRatio ? (this.current ?? this.previous) : null;
    this.current = null;
  }

  seatsChanged(seats: Iterable<number>, now: number): void {
    for (const seat of seats) {
      this.current?.mendSeat(seat);
      this.previous?.mendSeat(seat);
      if (this.staleSections.size === 0) this.staleSince = now;
      this.staleSections.add(this.model.sectionOf[seat]);
    }
  }

  /** The whole plane without words, for the mini-map and for what is not painted yet. */
  picture(): OffscreenCanvas {
    return (this.overview ??= this.paintOverview());
  }

  /** Paints what is missing, as long as the frame allows. Returns whether anything is left to do. */
  work(camera: Camera, size: Size, { moving, late }: Pace, now: number): boolean {
    const layer = this.layerFor(camera.scale, moving);
    if (moving && late && ++this.spared % paintEvery !== 0) return true;
    this.refreshSections(layer, now);
    const view = visibleBox(camera, size);
    const missing = layer.spotsIn(view).filter((spot) => layer.needsPaint(spot));
    const until = performance.now() + (moving ? budgetMs.moving : budgetMs.still);
    let painted = 0;
    for (const spot of missing) {
      const cost = layer.costOf(spot);
      const startedAt = performance.now();
      if (painted > 0 && startedAt + cost * this.msPerSeat > until) break;
      layer.paint(spot);
      painted++;
      if (cost > 500) this.learn((performance.now() - startedAt) / cost);
    }
    if (painted === missing.length) this.previous = null;
    return painted < missing.length || this.staleSections.size > 0 || !isSharp(layer, camera);
  }

  draw(target: Target, camera: Camera, size: Size): void {
    const layer = this.current;
    if (!layer) return;
    for (const spot of layer.spotsIn(visibleBox(camera, size))) {
      if (!layer.has(spot)) this.drawStandIn(target, spot.box, camera, size);
      else layer.copy(target, spot, camera, size);
    }
  }

  private learn(msPerSeat: number): void {
    this.msPerSeat += (msPerSeat - this.msPerSeat) * 0.2;
  }

  private layerFor(scale: number, moving: boolean): TileLayer {
    const { current } = this;
    if (current) {
      const stretch = Math.max(scale / current.scene.scale, current.scene.scale / scale);
      if (stretch < (moving ? stretchMax : 1 + 1e-6)) return current;
      this.previous = current;
    }
    this.current = new TileLayer(
      this.painter,
      this.model,
      this.painter.scene({ ...this.look, scale }),
    );
    return this.current;
  }

  /** Seats left have changed: far away, where they are shading and a count, twice a second will do. */
  private refreshSections(layer: TileLayer, now: number): void {
    if (this.staleSections.size === 0 || now - this.staleSince < fadeAfterMs) return;
    if (layer.scene.scale < labelledUntilScale)
      for (const index of this.staleSections) layer.markDirty(this.model.sections[index].box);
    this.staleSections.clear();
    this.overview = null;
  }

  private drawStandIn(target: Target, box: Box, camera: Camera, size: Size): void {
    const { ratio } = this.look;
    const hole = screenBox(box, camera, size, ratio);
    const plane = screenBox(overviewBox(this.model.box), camera, size, ratio);
    target.save();
    target.beginPath();
    target.rect(hole.left, hole.top, hole.right - hole.left, hole.bottom - hole.top);
    target.clip();
    target.fillStyle = this.palette.background;
    target.fillRect(hole.left, hole.top, hole.right - hole.left, hole.bottom - hole.top);
    target.drawImage(
      this.picture(),
      plane.left,
      plane.top,
      plane.right - plane.left,
      plane.bottom - plane.top,
    );
    for (const spot of this.previous?.spotsIn(box) ?? [])
      this.previous?.copy(target, spot, camera, size);
    target.restore();
  }

  private paintOverview(): OffscreenCanvas {
    const box = overviewBox(this.model.box);
    const [width, height] = [box.right - box.left, box.bottom - box.top];
    const scale = overviewPx / Math.max(width, height);
    const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale));
    const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true })!;
    this.painter.paintPlain(context, box, scale, this.look.only);
    return canvas;
  }
}

const labelledUntilScale = 2.2;

function isSharp(layer: TileLayer, camera: Camera): boolean {
  return Math.abs(layer.scene.scale / camera.scale - 1) < 1e-6;
}

export function overviewBox(box: Box): Box {
  return grow(box, 4);
}

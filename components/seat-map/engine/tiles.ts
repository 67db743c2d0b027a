import type { Camera } from './camera';
import type { Box, Size } from './geometry';
import type { SeatModel } from './model';
import type { Painter, Scene } from './painter';

/** In CSS pixels: a tile is painted within a frame, and a screen is a few dozen. */
const tilePx = 256;
const tilesKeptMax = 160;

type Tile = { canvas: OffscreenCanvas; context: OffscreenCanvasRenderingContext2D; dirty: boolean };
export type TileSpot = { key: number; column: number; line: number; box: Box };
export type Target = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/**
 * The plane painted at one scale, tile by tile as they come into view. While people zoom it is
 * copied scaled; at rest its scale is the screen's and it is copied pixel for pixel.
 */
export class TileLayer {
  private readonly tiles = new Map<number, Tile>();
  /** A tile's side in plane units. */
  private readonly side: number;
  private readonly pixels: number;

  constructor(
    private readonly painter: Painter,
    private readonly model: SeatModel,
    readonly scene: Scene,
  ) {
    this.side = tilePx / scene.scale;
    this.pixels = Math.round(tilePx * scene.ratio);
  }

  /** The tiles over a box, those nearest to its middle first. */
  spotsIn(box: Box): TileSpot[] {
    const { side } = this;
    const spots: TileSpot[] = [];
    for (let line = Math.floor(box.top / side); line * side < box.bottom; line++)
      for (let column = Math.floor(box.left / side); column * side < box.right; column++)
        spots.push(this.spot(column, line));
    const [x, y] = [(box.left + box.right) / 2 / side, (box.top + box.bottom) / 2 / side];
    const far = (spot: TileSpot) => Math.abs(spot.column + 0.5 - x) + Math.abs(spot.line + 0.5 - y);
    return spots.sort((a, b) => far(a) - far(b));
  }

  has({ key }: TileSpot): boolean {
    return this.tiles.has(key);
  }

  needsPaint({ key }: TileSpot): boolean {
    return this.tiles.get(key)?.dirty ?? true;
  }

  /** About how much work a tile is: its seats. */
  costOf(spot: TileSpot): number {
    return this.scene.sprites ? this.model.index.countAround(spot.box) : 0;
  }

  paint(spot: TileSpot): void {
    const tile = this.tiles.get(spot.key) ?? this.newTile();
    this.painter.paint(tile.context, spot.box, this.scene);
    tile.dirty = false;
    this.tiles.delete(spot.key);
    this.tiles.set(spot.key, tile); // newest last, so that the first is the longest unused
    if (this.tiles.size > tilesKeptMax) this.tiles.delete(this.tiles.keys().next().value!);
  }

  /** Copies a tile to where the camera sees it. Edges are rounded alike, so neighbours leave no seam. */
  copy(target: Target, spot: TileSpot, camera: Camera, size: Size): void {
    const tile = this.tiles.get(spot.key);
    if (!tile) return;
    const { left, top, right, bottom } = screenBox(spot.box, camera, size, this.scene.ratio);
    const [width, height] = [right - left, bottom - top];
    if (width === this.pixels && height === this.pixels) target.drawImage(tile.canvas, left, top);
    else target.drawImage(tile.canvas, left, top, width, height);
  }

  /** A seat changed: where seats are drawn its tiles are mended at once, else they are painted anew. */
  mendSeat(seat: number): void {
    const [x, y] = [this.model.xs[seat], this.model.ys[seat]];
    const reach = this.scene.sprites ? 3 : 0;
    const around = { left: x - reach, right: x + reach, top: y - reach, bottom: y + reach };
    for (const spot of this.spotsIn(around)) {
      const tile = this.tiles.get(spot.key);
      if (tile && this.scene.sprites)
        this.painter.repaintSeat(tile.context, seat, spot.box, this.scene);
    }
  }

  markDirty(box: Box): void {
    for (const spot of this.spotsIn(box)) {
      const tile = this.tiles.get(spot.key);
      if (tile) tile.dirty = true;
    }
  }

  private spot(column: number, line: number): TileSpot {
    const { side } = this;
    const [left, top] = [column * side, line * side];
    const box = { left, top, right: left + side, bottom: top + side };
    return { key: (line + 4096) * 65_536 + column + 4096, column, line, box };
  }

  private newTile(): Tile {
    const canvas = new OffscreenCanvas(this.pixels, this.pixels);
    const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true })!;
    return { canvas, context, dirty: false };
  }
}

/** A plane box in whole device pixels of the screen. */
export function screenBox(box: Box, camera: Camera, size: Size, ratio: number): Box {
  const zoom = camera.scale * ratio;
  const [x, y] = [
    Math.round((size.width * ratio) / 2 - camera.x * zoom),
    Math.round((size.height * ratio) / 2 - camera.y * zoom),
  ];
  return {
    left: Math.round(box.left * zoom) + x,
    top: Math.round(box.top * zoom) + y,
    right: Math.round(box.right * zoom) + x,
    bottom: Math.round(box.bottom * zoom) + y,
  };
}

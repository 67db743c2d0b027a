import { type Grade, grades } from '@/server/venues/layout.schema';
import { seatStatus } from '@/server/seats/seats.schema';
import { type Box, grow, overlaps } from './geometry';
import type { ModelSection, SeatModel } from './model';
import { type Palette, mix } from './palette';
import { Sprites, look, tracePolygon } from './sprites';

/** The distance of two seats of a row in plane units, as the generated layouts have it. */
export const seatPitch = 5.4;
/** In CSS pixels a seat's pitch: from where seats are drawn at all, show letters, show numbers. */
const seatsFromPx = 3.2;
const lettersFromPx = 13;
const numbersFromPx = 22;
const labelsUntilPx = 8;
const rowNamesFromPx = 11;
const labelReachPx = 70;
/** From a row's last seat to its name: in the aisle. */
const rowNameUnits = 5.6;

/** What one scale needs to be painted: made once, used by all its tiles. */
export type Scene = {
  /** CSS pixels a unit, and device pixels a CSS pixel. */
  scale: number;
  ratio: number;
  sprites: Sprites | null;
  /** Only these grades are offered; null for all. */
  only: ReadonlySet<Grade> | null;
  words: { stage: string; left: (count: number) => string };
};

type Context = OffscreenCanvasRenderingContext2D;

export function showsSeats(scale: number): boolean {
  return scale * seatPitch >= seatsFromPx;
}

export class Painter {
  constructor(
    private readonly model: SeatModel,
    readonly palette: Palette,
  ) {}

  scene(options: Omit<Scene, 'sprites'>): Scene {
    const pitch = options.scale * seatPitch;
    const letters = pitch >= lettersFromPx && pitch < numbersFromPx;
    const sprites = showsSeats(options.scale)
      ? new Sprites(this.palette, pitch * options.ratio, letters)
      : null;
    return { ...options, sprites };
  }

  /** Paints the part of the plane in `box` over the whole context: ground, sections, seats, names. */
  paint(context: Context, box: Box, scene: Scene): void {
    const zoom = scene.scale * scene.ratio;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = this.palette.background;
    context.fillRect(0, 0, context.canvas.width, context.canvas.height);
    context.setTransform(zoom, 0, 0, zoom, -box.left * zoom, -box.top * zoom);
    this.paintStage(context);
    const reach = grow(box, labelReachPx / scene.scale);
    const sections = this.model.sections.filter((section) => overlaps(section.box, reach));
    for (const section of sections) this.paintGround(context, section, scene);
    context.setTransform(1, 0, 0, 1, 0, 0);
    if (scene.sprites) this.paintSeats(context, box, scene);
    if (scene.scale * seatPitch < labelsUntilPx)
      for (const section of sections) this.paintLabel(context, section, box, scene);
    if (scene.scale * seatPitch >= rowNamesFromPx)
      for (const section of sections) this.paintRowNames(context, section, box, scene);
    this.paintStageLabel(context, box, scene);
  }

  /** Sections and stage only: the whole at a glance. */
  paintPlain(context: Context, box: Box, scale: number, only: Scene['only']): void {
    const scene: Scene = {
      scale,
      ratio: 1,
      only,
      sprites: null,
      words: { stage: '', left: String },
    };
    context.fillStyle = this.palette.background;
    context.fillRect(0, 0, context.canvas.width, context.canvas.height);
    context.setTransform(scale, 0, 0, scale, -box.left * scale, -box.top * scale);
    this.paintStage(context);
    for (const section of this.model.sections) this.paintGround(context, section, scene);
  }

  /** Repaints one seat where its tile already shows it. Seats never overlap, so its ground is enough. */
  repaintSeat(context: Context, seat: number, box: Box, scene: Scene): void {
    const pitch = seatPitch * scene.scale * scene.ratio;
    const { x, y } = this.onTile(seat, box, scene);
    context.fillStyle = this.palette.tint[grades[this.model.gradeOf[seat]]];
    context.fillRect(
      Math.floor(x - pitch / 2),
      Math.floor(y - pitch / 2),
      Math.ceil(pitch),
      Math.ceil(pitch),
    );
    this.drawSeat(context, seat, x, y, scene);
  }

  private paintGround(context: Context, section: ModelSection, scene: Scene): void {
    const { palette } = this;
    const offered = !scene.only || scene.only.has(section.grade);
    context.beginPath();
    tracePolygon(context, section.outline);
    if (scene.sprites) context.fillStyle = palette.tint[section.grade];
    else if (section.available === 0 || !offered) context.fillStyle = palette.gone;
    else {
      // Fuller colour, more seats left; never so pale that its grade cannot be told.
      const share = 0.45 + 0.55 * (section.available / section.seatCount);
      context.fillStyle = mix(palette.surface, palette.grade[section.grade], share);
    }
    context.fill();
  }

  private paintSeats(context: Context, box: Box, scene: Scene): void {
    this.model.index.forEachIn(grow(box, seatPitch), (seat) => {
      const { x, y } = this.onTile(seat, box, scene);
      this.drawSeat(context, seat, x, y, scene);
    });
  }

  private drawSeat(context: Context, seat: number, x: number, y: number, scene: Scene): void {
    const gradeIndex = this.model.gradeOf[seat];
    const state = this.model.statuses[seat];
    const offered = !scene.only || scene.only.has(grades[gradeIndex]);
    scene.sprites?.draw(context, kindOf(state, gradeIndex, offered), x, y);
    const isNumbered = scene.scale * seatPitch >= numbersFromPx && state === seatStatus.available;
    if (isNumbered && offered) this.writeNumber(context, seat, x, y, scene);
  }

  private writeNumber(context: Context, seat: number, x: number, y: number, scene: Scene): void {
    const px = seatPitch * scene.scale * scene.ratio;
    const grade = grades[this.model.gradeOf[seat]];
    context.fillStyle = this.palette.letter[grade];
    context.font = `600 ${Math.round(px * (grade === 'R' || grade === 'S' ? 0.36 : 0.3))}px system-ui, sans-serif`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(String(this.model.numberOf(seat)), x, y + px * (grade === 'A' ? 0.16 : 0.02));
  }

  private paintLabel(context: Context, section: ModelSection, box: Box, scene: Scene): void {
    const zoom = scene.scale * scene.ratio;
    const room = section.room * scene.scale;
    const px = Math.min(15, room * 0.36) * scene.ratio;
    if (px < 6.5 * scene.ratio) return;
    const x = (section.label.x - box.left) * zoom;
    const y = (section.label.y - box.top) * zoom;
    if (!isNear(context, x, y, px * 3)) return;
    const withCount = room > 46 && section.available > 0;
    this.writeHaloed(context, section.name, x, withCount ? y - px * 0.45 : y, px, 700);
    if (withCount)
      this.writeHaloed(
        context,
        scene.words.left(section.available),
        x,
        y + px * 0.6,
        px * 0.78,
        500,
      );
  }

  /** Beside both ends of each row, where the aisles are. */
  private paintRowNames(context: Context, section: ModelSection, box: Box, scene: Scene): void {
    const zoom = scene.scale * scene.ratio;
    context.fillStyle = this.palette.muted;
    context.font = `500 ${11 * scene.ratio}px 'Pretendard Variable', system-ui, sans-serif`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    for (const { name, xs, ys } of this.model.layout.sections[section.index].rows) {
      const last = xs.length - 1;
      const length = Math.hypot(xs[last] - xs[0], ys[last] - ys[0]) || 1;
      const [dx, dy] = [(xs[last] - xs[0]) / length, (ys[last] - ys[0]) / length];
      for (const [end, side] of [
        [0, -1],
        [last, 1],
      ]) {
        const x = (xs[end] + side * dx * rowNameUnits - box.left) * zoom;
        const y = (ys[end] + side * dy * rowNameUnits - box.top) * zoom;
        if (isNear(context, x, y, 24 * scene.ratio)) context.fillText(name, x, y);
      }
    }
  }

  private paintStage(context: Context): void {
    context.fillStyle = this.palette.stage;
    context.beginPath();
    tracePolygon(context, this.model.layout.stage.outline);
    context.fill();
  }

  private paintStageLabel(context: Context, box: Box, scene: Scene): void {
    const zoom = scene.scale * scene.ratio;
    const { stageLabel } = this.model;
    const px = Math.min(stageLabel.height * zoom * 0.5, 20 * scene.ratio);
    context.fillStyle = this.palette.stageInk;
    context.font = `700 ${px}px 'Pretendard Variable', system-ui, sans-serif`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(
      scene.words.stage,
      (stageLabel.x - box.left) * zoom,
      (stageLabel.y - box.top) * zoom,
    );
  }

  /** Readable on any ground: ink with a halo of the surface. */
  private writeHaloed(
    context: Context,
    text: string,
    x: number,
    y: number,
    px: number,
    weight: number,
  ): void {
    context.font = `${weight} ${px}px 'Pretendard Variable', system-ui, sans-serif`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.lineJoin = 'round';
    context.lineWidth = px * 0.3;
    context.strokeStyle = this.palette.surface;
    context.strokeText(text, x, y);
    context.fillStyle = this.palette.ink;
    context.fillText(text, x, y);
  }

  private onTile(seat: number, box: Box, scene: Scene): { x: number; y: number } {
    const zoom = scene.scale * scene.ratio;
    return {
      x: (this.model.xs[seat] - box.left) * zoom,
      y: (this.model.ys[seat] - box.top) * zoom,
    };
  }
}

/** Whether words at a place can reach onto the tile: words are what costs. */
function isNear({ canvas }: Context, x: number, y: number, reach: number): boolean {
  return x > -reach && y > -reach && x < canvas.width + reach && y < canvas.height + reach;
}

function kindOf(state: number, gradeIndex: number, offered: boolean): number {
  if (state === seatStatus.sold) return look.taken;
  if (state === seatStatus.blocked) return look.blocked;
  if (!offered) return Sprites.kindOf(gradeIndex, look.dimmed);
  return Sprites.kindOf(gradeIndex, state === seatStatus.available ? look.available : look.held);
}

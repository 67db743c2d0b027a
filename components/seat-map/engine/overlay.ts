import { grades } from '@/server/venues/layout.schema';
import { type Camera, toScreen } from './camera';
import type { Size } from './geometry';
import type { SeatModel } from './model';
import { seatPitch } from './painter';
import type { Palette } from './palette';
import { traceSeat } from './sprites';

const lostMs = 1_600;
const markRadiusPxMin = 7;

/** The few things over the tiles that change often: one's own seats and what they leave alone, the one pointed at, the lost. */
export class Overlay {
  chosen: readonly number[] = [];
  alone: readonly number[] = [];
  hovered = -1;
  private readonly lost = new Map<number, number>();

  constructor(private readonly model: SeatModel) {}

  lose(seat: number, now: number): void {
    this.lost.set(seat, now);
  }

  get isAnimated(): boolean {
    return this.lost.size > 0;
  }

  /** `context` is scaled to CSS pixels. */
  draw(
    context: CanvasRenderingContext2D,
    camera: Camera,
    size: Size,
    palette: Palette,
    now: number,
  ): void {
    const pitch = seatPitch * camera.scale;
    const at = (seat: number) =>
      toScreen(camera, size, { x: this.model.xs[seat], y: this.model.ys[seat] });
    if (this.hovered >= 0 && pitch > 6) {
      context.strokeStyle = palette.ink;
      context.lineWidth = 2;
      traceSeat(context, grades[this.model.gradeOf[this.hovered]], at(this.hovered), pitch * 1.1);
      context.stroke();
    }
    for (const [seat, since] of this.lost) {
      const left = 1 - (now - since) / lostMs;
      if (left <= 0) this.lost.delete(seat);
      else drawLost(context, at(seat), Math.max(markRadiusPxMin, pitch * 0.5), left, palette);
    }
    const radius = Math.max(markRadiusPxMin, pitch * 0.45);
    for (const seat of this.chosen) drawChosen(context, at(seat), radius, palette);
    // Over its chosen neighbour, which it meets while the whole hall is in view: the tray shows that one too.
    for (const seat of this.alone) drawAlone(context, at(seat), radius, palette);
  }
}

type At = { x: number; y: number };

function drawChosen(context: CanvasRenderingContext2D, { x, y }: At, r: number, palette: Palette) {
  context.beginPath();
  context.arc(x, y, r + 1.5, 0, 2 * Math.PI);
  context.fillStyle = palette.surface;
  context.fill();
  context.beginPath();
  context.arc(x, y, r, 0, 2 * Math.PI);
  context.fillStyle = palette.accent;
  context.fill();
  context.beginPath();
  context.moveTo(x - r * 0.45, y + r * 0.02);
  context.lineTo(x - r * 0.1, y + r * 0.38);
  context.lineTo(x + r * 0.48, y - r * 0.36);
  context.strokeStyle = palette.accentInk;
  context.lineWidth = Math.max(1.5, r * 0.2);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.stroke();
}

/** An exclamation mark in a ring: told from every other mark without its colour. */
function drawAlone(context: CanvasRenderingContext2D, { x, y }: At, r: number, palette: Palette) {
  const width = Math.max(1.5, r * 0.2);
  context.beginPath();
  context.arc(x, y, r, 0, 2 * Math.PI);
  context.fillStyle = palette.surface;
  context.fill();
  context.strokeStyle = palette.warn;
  context.lineWidth = width;
  context.stroke();
  context.beginPath();
  context.moveTo(x, y - r * 0.55);
  context.lineTo(x, y + r * 0.1);
  context.lineCap = 'round';
  context.stroke();
  context.beginPath();
  context.arc(x, y + r * 0.5, width * 0.65, 0, 2 * Math.PI);
  context.fillStyle = palette.warn;
  context.fill();
}

function drawLost(
  context: CanvasRenderingContext2D,
  { x, y }: At,
  r: number,
  left: number,
  palette: Palette,
) {
  context.globalAlpha = Math.min(1, left * 2);
  context.beginPath();
  context.arc(x, y, r, 0, 2 * Math.PI);
  context.fillStyle = palette.gone;
  context.fill();
  context.strokeStyle = palette.bad;
  context.lineWidth = 2;
  context.stroke();
  context.globalAlpha = 1;
}

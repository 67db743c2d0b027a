import { type Grade, grades } from '@/server/venues/layout.schema';
import type { Palette } from './palette';

/** What a seat can look like in a tile. The first three exist once a grade. */
export const look = { available: 0, held: 1, dimmed: 2, taken: 12, blocked: 13 } as const;
const looksPerGrade = 3;
const lookCount = 14;
const crispFromPx = 14;

/** Of a seat's pitch, so that shapes of all grades weigh alike. */
const radii: Record<Grade, number> = { VIP: 0.5, R: 0.43, S: 0.38, A: 0.48 };

/** Seats drawn once for one scale, each then copied as often as it is there. */
export class Sprites {
  readonly size: number;
  private readonly atlas: OffscreenCanvas;

  /** `pitch` in device pixels; with letters where they can be read. */
  constructor(palette: Palette, pitch: number, letters: boolean) {
    this.size = Math.ceil(pitch * 1.15) + 2;
    this.atlas = new OffscreenCanvas(this.size * lookCount, this.size);
    const context = this.atlas.getContext('2d')!;
    for (const [i, grade] of grades.entries()) {
      const at = (kind: number) => this.middle(i * looksPerGrade + kind);
      fillSeat(context, grade, at(look.available), pitch, palette.grade[grade]);
      if (letters) writeLetter(context, grade, at(look.available), pitch, palette.letter[grade]);
      strokeSeat(context, grade, at(look.held), pitch, palette.grade[grade]);
      context.globalAlpha = 0.22;
      fillSeat(context, grade, at(look.dimmed), pitch, palette.grade[grade]);
      context.globalAlpha = 1;
    }
    fillDot(context, this.middle(look.taken), pitch * 0.3, palette.gone);
    fillDot(context, this.middle(look.blocked), pitch * 0.12, palette.gone);
  }

  draw(context: OffscreenCanvasRenderingContext2D, kind: number, x: number, y: number): void {
    const { size } = this;
    let [left, top] = [x - size / 2, y - size / 2];
    // Large seats lie on whole pixels, or their edges blur; small ones keep their distances.
    if (size > crispFromPx) [left, top] = [Math.round(left), Math.round(top)];
    context.drawImage(this.atlas, kind * size, 0, size, size, left, top, size, size);
  }

  static kindOf(gradeIndex: number, gradeLook: 0 | 1 | 2): number {
    return gradeIndex * looksPerGrade + gradeLook;
  }

  private middle(kind: number): { x: number; y: number } {
    return { x: (kind + 0.5) * this.size, y: this.size / 2 };
  }
}

type Context = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;
type At = { x: number; y: number };

/** VIP a diamond, R a circle, S a square, A a triangle: the same marks as in the price list. */
export function traceSeat(context: Context, grade: Grade, { x, y }: At, pitch: number): void {
  const r = radii[grade] * pitch;
  context.beginPath();
  if (grade === 'R') context.arc(x, y, r, 0, 2 * Math.PI);
  else if (grade === 'S') context.rect(x - r, y - r, 2 * r, 2 * r);
  else if (grade === 'VIP') tracePolygon(context, [x, y - r, x + r, y, x, y + r, x - r, y]);
  else tracePolygon(context, [x, y - r, x + r, y + r * 0.75, x - r, y + r * 0.75]);
}

export function tracePolygon(context: Context, flat: number[]): void {
  context.moveTo(flat[0], flat[1]);
  for (let i = 2; i < flat.length; i += 2) context.lineTo(flat[i], flat[i + 1]);
  context.closePath();
}

function fillSeat(context: Context, grade: Grade, at: At, pitch: number, color: string): void {
  context.fillStyle = color;
  traceSeat(context, grade, at, pitch);
  context.fill();
}

function strokeSeat(context: Context, grade: Grade, at: At, pitch: number, color: string): void {
  context.strokeStyle = color;
  context.lineWidth = Math.max(1, pitch * 0.1);
  traceSeat(context, grade, at, pitch * 0.85);
  context.stroke();
}

function fillDot(context: Context, { x, y }: At, radius: number, color: string): void {
  context.fillStyle = color;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

function writeLetter(context: Context, grade: Grade, at: At, pitch: number, color: string): void {
  context.fillStyle = color;
  context.font = `700 ${Math.round(pitch * 0.42)}px system-ui, sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(grade[0], at.x, at.y + pitch * (grade === 'A' ? 0.13 : 0.03));
}

import type { Box, Point } from './geometry';

const cellSize = 48;

/** A grid over the plane: seats of a cell lie together in one array, so a look-up allocates nothing. */
export class SeatIndex {
  private readonly columns: number;
  private readonly lines: number;
  private readonly starts: Uint32Array;
  private readonly seats: Uint32Array;

  constructor(
    private readonly xs: Float32Array,
    private readonly ys: Float32Array,
    private readonly box: Box,
  ) {
    this.columns = Math.max(1, Math.ceil((box.right - box.left) / cellSize));
    this.lines = Math.max(1, Math.ceil((box.bottom - box.top) / cellSize));
    this.starts = new Uint32Array(this.columns * this.lines + 1);
    this.seats = new Uint32Array(xs.length);
    const cells = Uint32Array.from(xs, (x, seat) => this.cellAt(x, ys[seat]));
    for (const cell of cells) this.starts[cell + 1]++;
    for (let i = 1; i < this.starts.length; i++) this.starts[i] += this.starts[i - 1];
    const next = this.starts.slice();
    cells.forEach((cell, seat) => (this.seats[next[cell]++] = seat));
  }

  /** Calls `visit` with every seat whose centre is in the box, its edges included. */
  forEachIn(box: Box, visit: (seat: number) => void): void {
    const [left, right] = [this.column(box.left), this.column(box.right)];
    for (let line = this.line(box.top); line <= this.line(box.bottom); line++)
      for (let i = line * this.columns + left; i <= line * this.columns + right; i++)
        for (let at = this.starts[i]; at < this.starts[i + 1]; at++) {
          const seat = this.seats[at];
          const [x, y] = [this.xs[seat], this.ys[seat]];
          if (x >= box.left && x <= box.right && y >= box.top && y <= box.bottom) visit(seat);
        }
  }

  /** An upper bound on the seats in a box, from whole cells. */
  countAround(box: Box): number {
    const [left, right] = [this.column(box.left), this.column(box.right)];
    let count = 0;
    for (let line = this.line(box.top); line <= this.line(box.bottom); line++)
      count +=
        this.starts[line * this.columns + right + 1] - this.starts[line * this.columns + left];
    return count;
  }

  /** The seat nearest to the point and at most `reach` units away; -1 when there is none. */
  nearest({ x, y }: Point, reach: number): number {
    let found = -1;
    let best = reach * reach;
    this.forEachIn(
      { left: x - reach, top: y - reach, right: x + reach, bottom: y + reach },
      (seat) => {
        const distance = (this.xs[seat] - x) ** 2 + (this.ys[seat] - y) ** 2;
        if (distance > best) return;
        best = distance;
        found = seat;
      },
    );
    return found;
  }

  private cellAt(x: number, y: number): number {
    return this.line(y) * this.columns + this.column(x);
  }

  private column(x: number): number {
    return clamp(Math.floor((x - this.box.left) / cellSize), 0, this.columns - 1);
  }

  private line(y: number): number {
    return clamp(Math.floor((y - this.box.top) / cellSize), 0, this.lines - 1);
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

import { tickMs } from './invitations';

/** Waits are counted by ticks: a quantile is right within one. */
const ticksMax = (7 * 3_600_000) / tickMs;
/** A sale is drawn in so many points at most. */
const pointsMax = 120;

export type Point = { atMs: number; waiting: number; inside: number; sold: number };

const ticksASecond = 1_000 / tickMs;

/** The most that happened in one second. */
class Peak {
  most = 0;
  total = 0;
  private now = 0;

  add(): void {
    this.now++;
    this.total++;
  }

  endSecond(): void {
    this.most = Math.max(this.most, this.now);
    this.now = 0;
  }
}

/** What is counted while a sale goes on. */
export class Tally {
  readonly entries = new Peak();
  readonly orders = new Peak();
  peakInside = 0;
  /** The most people with the site open at once: waiting or inside. */
  peakPresent = 0;
  /** Ticks that were bound by each, until no seat was free. */
  readonly bound = { rate: 0, capacity: 0, demand: 0 };
  private readonly waits = new Uint32Array(ticksMax);
  private longest = 0;
  private points: Point[] = [];
  private everySeconds = 1;

  /** Somebody came in after such a wait, and is one of so many inside. */
  entered(ms: number, inside: number): void {
    this.entries.add();
    this.peakInside = Math.max(this.peakInside, inside);
    this.waits[Math.min(ticksMax - 1, Math.floor(Math.max(0, ms) / tickMs))]!++;
    this.longest = Math.max(this.longest, ms);
  }

  /** Once a tick; `point` is made once a second alone. */
  see(tick: number, point: (atMs: number) => Point): void {
    if (tick % ticksASecond !== 0) return;
    for (const peak of [this.entries, this.orders]) peak.endSecond();
    const now = point(tick * tickMs);
    this.peakPresent = Math.max(this.peakPresent, now.waiting + now.inside);
    if ((tick / ticksASecond) % this.everySeconds !== 0) return;
    this.points.push(now);
    if (this.points.length <= pointsMax) return;
    this.points = this.points.filter((_, index) => index % 2 === 0);
    this.everySeconds *= 2;
  }

  get series(): Point[] {
    return this.points;
  }

  get longestMs(): number {
    return this.longest;
  }

  /** What this share of those who came in waited at most, to a tick; null when nobody did. */
  waitMs(share: number): number | null {
    const { total } = this.entries;
    if (total === 0) return null;
    let passed = 0;
    for (let tick = 0; tick < ticksMax; tick++) {
      passed += this.waits[tick]!;
      if (passed >= total * share) return (tick + 0.5) * tickMs;
    }
    return this.longest;
  }
}

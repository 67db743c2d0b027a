/** Minutes until the turn, as an honest range. */
export type Estimate = { low: number; high: number };

/** People ahead at an instant: what speed is measured from. */
type Sample = { atMs: number; ahead: number };

const windowMs = 180_000;
const sampleEveryMs = 5_000;
/** How long a stretch has to be before its speed says something. */
const stretchMs = 15_000;
/** How wide a range is at least and at most, either way; and when nothing but the set rate is known. */
const [marginMin, marginMax, marginGuessed] = [0.12, 0.6, 0.35];
/** Ranges reach this many standard deviations: four in five waits fall inside. */
const deviations = 1.3;

/** How long after the opening nothing has to have moved before nobody can say how long it takes. */
const settledMs = 15_000;

/** How fast people ahead become fewer, a minute, and how much that varies as a share of it. */
export type Speed = { perMinute: number; spread: number };

/** Measures one person's own speed: how their people ahead fell over the last three minutes. */
export class Speedometer {
  private samples: Sample[] = [];

  take(atMs: number, ahead: number): void {
    const last = this.samples.at(-1);
    if (last && atMs - last.atMs < sampleEveryMs) return;
    this.samples.push({ atMs, ahead });
    this.samples = this.samples.filter((sample) => atMs - sample.atMs <= windowMs);
  }

  forget(): void {
    this.samples = [];
  }

  /** Null while fewer than two stretches are known. */
  read(): Speed | null {
    const speeds: number[] = [];
    let from = this.samples[0];
    for (const to of this.samples) {
      if (!from || to.atMs - from.atMs < stretchMs) continue;
      speeds.push(((from.ahead - to.ahead) / (to.atMs - from.atMs)) * 60_000);
      from = to;
    }
    if (speeds.length < 2) return null;
    const perMinute = speeds.reduce((sum, speed) => sum + speed, 0) / speeds.length;
    if (perMinute <= 0) return { perMinute: 0, spread: 0 };
    const variance = speeds.reduce((sum, speed) => sum + (speed - perMinute) ** 2, 0);
    // Of the mean over the stretches, and half of one stretch's own: the rest of the wait is not all like the past.
    const deviation = Math.sqrt(variance / (speeds.length - 1));
    return { perMinute, spread: deviation / perMinute / Math.sqrt(Math.min(speeds.length, 4)) };
  }
}

/**
 * How long `ahead` people take. By the speed measured here; before that, by the line's own over its last half minute;
 * before one is known, by the rate that the operator set, which is the most there can be. Null when the line stands
 * still: it waits for people inside to come out.
 */
export function estimateWait(
  ahead: number,
  measured: Speed | null,
  line: { movedPerMinute: number; ratePerMinute: number },
  sinceOpeningMs: number,
): Estimate | null {
  const stands = line.movedPerMinute <= 0 && sinceOpeningMs > settledMs;
  if (stands && (measured?.perMinute ?? 0) <= 0) return null;
  const known = measured && measured.perMinute > 0 ? measured : null;
  const perMinute =
    known?.perMinute ?? (line.movedPerMinute > 0 ? line.movedPerMinute : line.ratePerMinute);
  const margin = known ? Math.min(marginMax, marginMin + deviations * known.spread) : marginGuessed;
  const minutes = ahead / Math.max(1, perMinute);
  return { low: minutes * (1 - margin), high: minutes * (1 + margin) };
}

/**
 * The range to show after `shown`: it only falls, unless the line has slowed down by so much that the old range would
 * be a lie, and then it says so.
 */
export function nextEstimate(
  shown: Estimate | null,
  reckoned: Estimate,
): Estimate & { slower: boolean } {
  if (!shown || reckoned.high <= shown.high)
    return {
      low: Math.min(reckoned.low, shown?.low ?? Infinity),
      high: reckoned.high,
      slower: false,
    };
  const isFar = reckoned.low > shown.high;
  return isFar ? { ...reckoned, slower: true } : { ...shown, slower: false };
}

/** What to say of a range, in whole minutes. */
export function sayEstimate({
  low,
  high,
}: Estimate): { key: 'under' | 'hours' } | { key: 'about' | 'range'; low: number; high: number } {
  const [from, to] = [Math.max(1, Math.floor(low)), Math.ceil(high)];
  if (to <= 1) return { key: 'under' };
  if (from >= 60) return { key: 'hours' };
  return { key: from === to ? 'about' : 'range', low: from, high: to };
}

/**
 * People ahead for each seat left, past which nobody can say that waiting is worth it: even if only one in five of them
 * buys one seat, nothing is left.
 */
const aheadPerSeatMax = 5;

/** Whether the stock will hardly reach somebody with so many ahead. */
export const hardlyReaches = (ahead: number, seatsLeft: number): boolean =>
  ahead >= seatsLeft * aheadPerSeatMax;

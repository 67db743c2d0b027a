import type { Measure, Pressure } from '@/server/platform/pressure';
import { quantile, sumOf } from '@/server/platform/histogram';
import type { SlowReason } from './waiting-room.schema';

/**
 * How fast people may come in, from how long the site takes: additive up, multiplicative down (AIMD, as TCP does it,
 * Chiu and Jain 1989), so that lines that share one site settle beside each other and none swings. Pure.
 */
export type Tuning = {
  /** The seconds that are looked back on, and the unit of everything below. */
  windowMs: number;
  targetMs: Record<Measure, number>;
};

/** Fewer do not slow a line: one slow answer among a handful would be a trend. */
const samplesMin = 20;
const quantileOf = 0.95;
/** So many tell at least, by their median, how carefully to give the rate back. */
const hintSamplesMin = 5;
/** What is left of the rate after a cut, and how often one may follow another: half a window shows what the last did. */
const cutTo = 0.7;
const cutsPerWindow = 2;
/** Of the ceiling, given back in a window at most: from the floor to nine tenths in 28 s with a window of 5 s. */
const risePerWindow = 0.15;
/** Above this share of a target the rate is left as it is, and the nearer to it the more slowly it rises. */
const calm = 0.75;
/** A line never stops: a twentieth of its ceiling, and no more than one person a second. */
const floorShare = 0.05;
const floorMax = 60;

export const floorOf = (ceiling: number): number => Math.min(floorMax, ceiling * floorShare);

const reasonOf: Record<Measure, SlowReason> = {
  holds: 'holds_slow',
  reservations: 'payments_slow',
  payments: 'payments_slow',
  connection: 'database_busy',
};

/** One measure against its target; `p95Ms` is null while there are too few samples to say. */
export type Reading = {
  measure: Measure;
  p95Ms: number | null;
  targetMs: number;
  samples: number;
  /** Of the target, what is taken of it as far as a few samples tell; 0 of fewer. */
  hint: number;
};

export function readingsOf(pressure: Pressure, { targetMs }: Tuning): Reading[] {
  return (Object.keys(targetMs) as Measure[]).map((measure) => {
    const samples = sumOf(pressure[measure]);
    const p95Ms = samples < samplesMin ? null : quantile(pressure[measure], quantileOf);
    const medianMs = samples < hintSamplesMin ? 0 : quantile(pressure[measure], 0.5);
    const hint = (p95Ms ?? medianMs) / targetMs[measure];
    return { measure, p95Ms, targetMs: targetMs[measure], samples, hint };
  });
}

/** A line that is slowed. Instants are Redis's clock, Unix ms. */
export type Slowed = {
  rateNow: number;
  reason: SlowReason;
  /** When it was first slowed since it last had its whole rate. */
  slowedAtMs: number;
  cutAtMs: number;
  steppedAtMs: number;
};

export type Look = {
  readings: Reading[];
  ceiling: number;
  /** How many really came in lately, a minute. */
  enteredPerMinute: number;
  nowMs: number;
};

/** The line's next state; null is its whole rate. */
export function nextRate(before: Slowed | null, look: Look, tuning: Tuning): Slowed | null {
  const after = step(before, look, tuning);
  return after && after.rateNow < look.ceiling ? after : null;
}

function step(before: Slowed | null, look: Look, tuning: Tuning): Slowed | null {
  const { ceiling, nowMs } = look;
  const rate = Math.max(floorOf(ceiling), Math.min(ceiling, before?.rateNow ?? ceiling));
  const worst = worstOf(look.readings);
  if (worst && worst.share > 1) return cut(before, rate, worst.measure, look, tuning);
  if (!before) return null;
  // A leader that took over has not seen the time before it.
  const elapsed = Math.min(nowMs - before.steppedAtMs, tuning.windowMs) / tuning.windowMs;
  const room = Math.max(0, 1 - Math.max(...look.readings.map(({ hint }) => hint)) / calm);
  const risen = rate + ceiling * risePerWindow * room * Math.max(0, elapsed);
  return { ...before, rateNow: risen, steppedAtMs: nowMs };
}

function worstOf(readings: Reading[]): { measure: Measure; share: number } | null {
  const known = readings.flatMap(({ measure, p95Ms, targetMs }) =>
    p95Ms === null ? [] : [{ measure, share: p95Ms / targetMs }],
  );
  return known.toSorted((a, b) => b.share - a.share)[0] ?? null;
}

/**
 * Down from the rate at which people really come in, which may be far below a generous ceiling. Where hardly anybody
 * comes in, slowing them would help nobody: a quiet line is left alone.
 */
function cut(
  before: Slowed | null,
  rate: number,
  measure: Measure,
  { ceiling, enteredPerMinute, nowMs }: Look,
  { windowMs }: Tuning,
): Slowed | null {
  const floor = floorOf(ceiling);
  const isSoon = before && nowMs - before.cutAtMs < windowMs / cutsPerWindow;
  if (isSoon || enteredPerMinute <= floor)
    return before && { ...before, rateNow: rate, steppedAtMs: nowMs };
  return {
    rateNow: Math.max(floor, Math.min(rate, enteredPerMinute) * cutTo),
    reason: reasonOf[measure],
    slowedAtMs: before?.slowedAtMs ?? nowMs,
    cutAtMs: nowMs,
    steppedAtMs: nowMs,
  };
}

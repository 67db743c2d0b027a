import type { StepFigures, StepName, SecondLine } from './run.schema';

/** Figures of several seconds or steps together. Counts, mean and maximum are exact, percentiles are reckoned. */
export type Figures = {
  count: number;
  failed: number;
  refused: number;
  meanMs: number;
  p50: number;
  p95: number;
  p99: number;
  maxMs: number;
  isEstimated: boolean;
};

/** Where a distribution is known: at these shares, these values; straight lines between, from 0 on. */
export type Knots = { weight: number; knots: [share: number, value: number][] };

/** The share of a distribution that is at most `value`. */
function shareUpTo({ knots }: Knots, value: number): number {
  let [share, from] = [0, 0];
  for (const [nextShare, next] of knots) {
    if (value < next) return share + ((value - from) / (next - from)) * (nextShare - share);
    [share, from] = [nextShare, next];
  }
  return 1;
}

/**
 * A percentile of many distributions together, each counted by its weight, of which only some percentiles are known. It lies
 * where the weighted sum of their shares reaches `share`, found by halving; within a thousandth of the largest value, as far
 * as the straight lines hold.
 */
export function quantileOf(parts: Knots[], share: number): number {
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return 0;
  let [low, high] = [0, Math.max(...parts.map(({ knots }) => knots.at(-1)![1]))];
  for (let round = 0; round < 40; round++) {
    const middle = (low + high) / 2;
    const reached = parts.reduce((sum, part) => sum + part.weight * shareUpTo(part, middle), 0);
    if (reached >= share * total) high = middle;
    else low = middle;
  }
  return high;
}

const knotsOf = ({ count, p50, p95, p99, maxMs }: StepFigures): Knots => ({
  weight: count,
  knots: [
    [0.5, p50],
    [0.95, p95],
    [0.99, p99],
    [1, maxMs],
  ],
});

type Answered = { count: number; failed: number; /** 0 to 1. */ availability: number | null };

/** Errors that belong to no step, such as a socket that broke, count as one more that was asked for and failed. */
export function answered(steps: Pick<StepFigures, 'count' | 'failed'>[], errors: number): Answered {
  const stepsFailed = sumOf(steps, (step) => step.failed);
  const failed = Math.max(stepsFailed, errors);
  const count = sumOf(steps, (step) => step.count) + failed - stepsFailed;
  return { count, failed, availability: count === 0 ? null : 1 - failed / count };
}

const sumOf = <T>(values: T[], of: (value: T) => number) =>
  values.reduce((sum, value) => sum + of(value), 0);

const asFigures = ({ refused = 0, ...figures }: StepFigures): Figures => ({
  ...figures,
  refused,
  isEstimated: false,
});

/** Null where nothing was counted. */
export function mergeFigures(parts: StepFigures[]): Figures | null {
  const some = parts.filter(({ count }) => count > 0);
  if (some.length === 0) return null;
  if (some.length === 1) return asFigures(some[0]!);
  const count = sumOf(some, (part) => part.count);
  const knots = some.map(knotsOf);
  return {
    count,
    failed: sumOf(some, ({ failed }) => failed),
    refused: sumOf(some, ({ refused }) => refused ?? 0),
    meanMs: sumOf(some, (part) => part.count * part.meanMs) / count,
    p50: quantileOf(knots, 0.5),
    p95: quantileOf(knots, 0.95),
    p99: quantileOf(knots, 0.99),
    maxMs: Math.max(...some.map(({ maxMs }) => maxMs)),
    isEstimated: true,
  };
}

export type Steps = Partial<Record<StepName, StepFigures>>;

/** Each step over the seconds; exact figures, where the runner kept them, go first. */
export function figuresOfSteps(seconds: SecondLine[], exact: Steps = {}) {
  const names = new Set([...seconds, { steps: exact }].flatMap(({ steps }) => Object.keys(steps)));
  const merged: Partial<Record<StepName, Figures>> = {};
  for (const name of names as Set<StepName>) {
    const kept = exact[name];
    const figures = mergeFigures(kept ? [kept] : seconds.flatMap(({ steps }) => steps[name] ?? []));
    if (figures) merged[name] = figures;
  }
  return merged;
}

/** What was completed: neither failed nor refused. */
export const doneOf = (figures: { count: number; failed: number; refused?: number }): number =>
  figures.count - figures.failed - (figures.refused ?? 0);

/** Sums of codes over the seconds, the most frequent first. */
export function sumCodes(each: Record<string, number>[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const codes of each)
    for (const [code, n] of Object.entries(codes)) sums.set(code, (sums.get(code) ?? 0) + n);
  return Object.fromEntries([...sums].filter(([, n]) => n > 0).sort(([, a], [, b]) => b - a));
}

/** The most that came in so many seconds on end, a second: what is not seen counts as nothing. */
export function bestPerSecond(
  seconds: SecondLine[],
  of: (second: SecondLine) => number,
  windowS = 10,
): number {
  let [best, sum, first] = [0, 0, 0];
  for (const second of seconds) {
    sum += of(second);
    for (; seconds[first]!.t <= second.t - windowS; first++) sum -= of(seconds[first]!);
    best = Math.max(best, sum);
  }
  return best / windowS;
}

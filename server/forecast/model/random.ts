/**
 * Chance without state: a number for (seed, person, use) is the same whenever it is asked for. So two scenarios with
 * one seed meet the same people, and differ by what was changed alone (common random numbers).
 */
export type Dice = (person: number, use: number) => number;

/** The last steps of MurmurHash3 (Appleby, public domain): every bit of the input moves every bit of the output. */
function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** Uniform between 0 and 1, neither of them included. */
export function diceOf(seed: number): Dice {
  const key = mix(Math.imul(seed, 0x9e3779b1) ^ 0x2545f491);
  return (person, use) => {
    const hash = mix(mix(key ^ Math.imul(person + 1, 0x9e3779b1)) + Math.imul(use + 1, 0x7feb352d));
    return ((hash >>> 0) + 0.5) / 4_294_967_296;
  };
}

/** Waiting times without memory. `chance` is uniform in (0, 1). */
export const exponential = (mean: number, chance: number): number => -mean * Math.log(chance);

const tableSize = 4_096;

const shapes = new Map<number, Float64Array>();

/**
 * A log-normal around its median, by a table of its quantiles: one look-up a draw. What people take to do things on a
 * screen is skewed so: many are quick, few take very long.
 */
export function logNormal(median: number, sigma: number): (chance: number) => number {
  let shape = shapes.get(sigma);
  if (!shape) shapes.set(sigma, (shape = normalQuantiles().map((z) => Math.exp(sigma * z))));
  const table = shape;
  return (chance) => median * table[Math.floor(chance * tableSize)]!;
}

let kept: Float64Array | null = null;

/** Quantiles of the normal distribution at the middles of equal parts, found by bisection, once. */
function normalQuantiles(): Float64Array {
  kept ??= Float64Array.from({ length: tableSize }, (_, i) =>
    normalQuantile((i + 0.5) / tableSize),
  );
  return kept;
}

export function normalQuantile(chance: number): number {
  let [low, high] = [-8, 8];
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (normalShare(middle) < chance) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The normal distribution function, right within 1e-7 (Abramowitz and Stegun, Handbook, 26.2.17). */
function normalShare(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const factors = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const sum = factors.reduceRight((rest, factor) => t * (factor + rest), 0);
  const tail = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum;
  return z >= 0 ? 1 - tail : tail;
}

/** How many of `count` it hits, each with this chance: by the normal distribution, which is close where many are drawn. */
export function binomial(count: number, chance: number, uniform: number): number {
  const spread = Math.sqrt(count * chance * (1 - chance));
  const drawn = Math.round(count * chance + spread * normalQuantile(uniform));
  return Math.max(0, Math.min(count, drawn));
}

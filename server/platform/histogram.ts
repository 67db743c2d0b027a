/**
 * Durations counted by size: bucket i holds what took up to 1.2^i ms, the last one also everything above (11 s). A
 * quantile is right within a fifth, and counts of several processes may be added up.
 */
const growth = 1.2;
const logGrowth = Math.log(growth);
export const bucketCount = 52;

export type Counts = number[];

export const noCounts = (): Counts => Array.from({ length: bucketCount }, () => 0);

export function bucketOf(ms: number): number {
  if (ms <= 1) return 0;
  return Math.min(bucketCount - 1, Math.ceil(Math.log(ms) / logGrowth));
}

export const sumOf = (counts: Counts): number => counts.reduce((sum, count) => sum + count, 0);

export function addCounts(to: Counts, more: Counts): void {
  for (let i = 0; i < bucketCount; i++) to[i]! += more[i] ?? 0;
}

/** What a `share` (0..1) of the durations did not exceed, in ms, reckoned along its bucket; 0 of none. */
export function quantile(counts: Counts, share: number): number {
  const rank = sumOf(counts) * share;
  let passed = 0;
  for (const [i, count] of counts.entries()) {
    if (count > 0 && passed + count >= rank) {
      const [low, high] = [i === 0 ? 0 : growth ** (i - 1), growth ** i];
      return low + (high - low) * Math.max(0, (rank - passed) / count);
    }
    passed += count;
  }
  return 0;
}

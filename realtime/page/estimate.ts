/** Minutes until the turn, as an honest range: the speed of the last half minute, and a quarter either way. */
export type Estimate = { low: number; high: number };

const margin = 0.25;

/** How long after the opening nothing has to have moved before nobody can say how long it takes. */
const settledMs = 15_000;

/**
 * How long `ahead` numbers take to come up. Numbers move at the measured speed; before one is known, at the rate that
 * the operator set, which is the most there can be. Null when the line stands still: it waits for people inside to come out.
 */
export function estimateWait(
  ahead: number,
  movedPerMinute: number,
  ratePerMinute: number,
  sinceOpeningMs: number,
): Estimate | null {
  if (movedPerMinute <= 0 && sinceOpeningMs > settledMs) return null;
  const speed = movedPerMinute > 0 ? movedPerMinute : ratePerMinute;
  const minutes = ahead / Math.max(1, speed);
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

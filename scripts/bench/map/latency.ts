import type { Batch } from './watchers';
import type { Changed } from './changer';

/** What became of changes on their way to watchers: how many took how many ms. */
export type Spread = { perMs: number[]; total: number };

export function add(spread: Spread, ms: number, count: number): void {
  const whole = Math.max(0, Math.round(ms));
  spread.perMs[whole] = (spread.perMs[whole] ?? 0) + count;
  spread.total += count;
}

/** The ms within which a share of all arrived. */
export function within({ perMs, total }: Spread, share: number): number {
  let seen = 0;
  for (let ms = 0; ms < perMs.length; ms++) {
    seen += perMs[ms] ?? 0;
    if (seen >= total * share) return ms;
  }
  return Infinity;
}

/** Each watcher's wait for each change, from when it was asked for: batches of one process follow one another. */
export function spreadOf(batches: Batch[], { asked }: Changed): Spread {
  const spread: Spread = { perMs: [], total: 0 };
  for (const port of new Set(batches.map((batch) => batch.port))) {
    const nextOf = new Map(asked.map(([seat, times]) => [seat, times.values()]));
    const own = batches.filter((batch) => batch.port === port);
    for (const batch of own.toSorted((a, b) => a.toVersion - b.toVersion)) {
      for (let at = 0; at < batch.changes.length; at += 2) {
        const askedAt = nextOf.get(batch.changes[at]!)?.next().value;
        if (askedAt === undefined) throw new Error('a change came that nobody made');
        batch.reached.forEach((count, ms) => add(spread, batch.firstAtMs + ms - askedAt, count));
      }
    }
  }
  return spread;
}

/** The same of a bare server, whose changes came one after the other before each batch. */
export function bareSpreadOf(batches: Batch[], batchMs: number): Spread {
  const spread: Spread = { perMs: [], total: 0 };
  for (const { changes, reached, firstAtMs, sentAt } of batches) {
    const count = changes.length / 2;
    for (let n = 0; n < count; n++) {
      const askedAt = sentAt! - (batchMs * n) / count;
      reached.forEach((each, ms) => add(spread, firstAtMs + ms - askedAt, each));
    }
  }
  return spread;
}

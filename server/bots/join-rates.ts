import { Recent } from '@/server/platform/recent';
import { countJoins, type JoinCounts } from './bots.redis';

/** A join counts for as long as this: a burst is forgotten in half a minute. */
const fadeMs = 10_000;
const shareEveryMs = 1_000;
/** Keys that a process tells the others about at once: the busiest. */
const sharedMax = 200;

type Entry = { weight: number; atMs: number; unshared: number; everywhere: number };

const fadedSince = (atMs: number, nowMs: number) => Math.exp(-Math.max(0, nowMs - atMs) / fadeMs);

const rateOf = ({ weight, everywhere }: Entry) => Math.max((weight * 1_000) / fadeMs, everywhere);

/**
 * How often people join, by key, in joins a second: each join fades by e in ten seconds. Counted in this process on
 * the hot path; once a second the busiest counts go to Redis behind it, and what all processes saw comes back. With
 * Redis away a process knows only its own.
 */
export class JoinRates {
  private readonly entries: Recent<string, Entry>;
  private sharedAtMs = 0;

  constructor(
    private readonly share: (counts: JoinCounts, nowMs: number) => Promise<JoinCounts> = countJoins,
    keysMax = 50_000,
  ) {
    this.entries = new Recent(keysMax);
  }

  /** Notes a join, and returns the rate with it. */
  note(key: string, nowMs: number = Date.now()): number {
    const entry = this.entries.get(key) ?? { weight: 0, atMs: nowMs, unshared: 0, everywhere: 0 };
    const faded = fadedSince(entry.atMs, nowMs);
    entry.weight = entry.weight * faded + 1;
    entry.everywhere *= faded;
    entry.atMs = Math.max(entry.atMs, nowMs);
    entry.unshared += 1;
    this.entries.set(key, entry);
    if (nowMs - this.sharedAtMs >= shareEveryMs) this.tellOthers(nowMs);
    return rateOf(entry);
  }

  read(key: string, nowMs: number = Date.now()): number {
    const entry = this.entries.get(key);
    return entry ? rateOf(entry) * fadedSince(entry.atMs, nowMs) : 0;
  }

  /** Off the hot path: a join never waits for it. */
  private tellOthers(nowMs: number): void {
    this.sharedAtMs = nowMs;
    const fresh = [...this.entries.entries()].filter(([, { unshared }]) => unshared > 0);
    const busiest = fresh.sort(([, a], [, b]) => b.unshared - a.unshared).slice(0, sharedMax);
    const counts = new Map(busiest.map(([key, { unshared }]) => [key, unshared]));
    for (const [, entry] of fresh) entry.unshared = 0;
    this.share(counts, nowMs).then(
      (rates) => {
        for (const [key, rate] of rates) {
          const entry = this.entries.get(key);
          if (entry) entry.everywhere = rate;
        }
      },
      () => undefined,
    );
  }
}

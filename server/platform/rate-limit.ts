import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { Recent } from './recent';
import { sharedRedis } from './redis';
import { Refusal } from './refusal';
import { singleton } from './singleton';

export type Limit = {
  /** Takes one of the key's points, or refuses with `too_many_requests` until the window ends. */
  take(key: string): Promise<void>;
  /** Gives a taken point back: what was limited turned out to be welcome. */
  giveBack(key: string): Promise<void>;
  /** Forgets what the key took. */
  forget(key: string): Promise<void>;
};

/**
 * `points` a `seconds` for each key, counted in Redis by all processes together. With Redis away each process
 * counts for itself: looser, never off.
 */
export function defineLimit(name: string, points: number, seconds: number): Limit {
  const window = { keyPrefix: `limit:${name}`, points, duration: seconds };
  const limiter = () =>
    singleton(
      `limit:${name}`,
      () =>
        new RateLimiterRedis({
          ...window,
          storeClient: sharedRedis(),
          insuranceLimiter: new RateLimiterMemory(window),
        }),
    );
  return {
    take: (key) => limiter().consume(key).then(undefined, refuse),
    giveBack: async (key) => void (await limiter().reward(key)),
    forget: async (key) => void (await limiter().delete(key)),
  };
}

function refuse(reason: unknown): never {
  if (reason instanceof RateLimiterRes) throw tooMany(reason.msBeforeNext);
  throw reason;
}

const tooMany = (waitMs: number) =>
  new Refusal('too_many_requests', { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)) });

export type Bucket = { take(key: string, nowMs?: number): void };

/** What asking while refused costs: `share` of a point each time, up to a wait of `waitMsMax`. */
export type Penalty = { share: number; waitMsMax: number };

/**
 * A token bucket a key in this process's memory, for what is checked on every request: `perSecond` on average,
 * `burst` at once. One number a key (the generic cell rate algorithm's theoretical arrival time), at most
 * `keysMax` keys, and always the last half as many. With a penalty, who does not wait as told waits longer:
 * the time to wait grows with every refusal, and falls by itself while they are quiet.
 */
export function tokenBucket(
  perSecond: number,
  burst: number,
  keysMax = 100_000,
  penalty: Penalty = { share: 0, waitMsMax: 0 },
): Bucket {
  const intervalMs = 1_000 / perSecond;
  const arrivals = new Recent<string, number>(keysMax);
  return {
    take(key, nowMs = Date.now()) {
      const arrival = Math.max(arrivals.get(key) ?? 0, nowMs);
      const waitMs = arrival - nowMs - (burst - 1) * intervalMs;
      if (waitMs > 0) {
        const grown = Math.min(intervalMs * penalty.share, penalty.waitMsMax - waitMs);
        if (grown > 0) arrivals.set(key, arrival + grown);
        throw tooMany(waitMs);
      }
      arrivals.set(key, arrival + intervalMs);
    },
  };
}

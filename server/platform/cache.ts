import { sharedRedis } from './redis';

const inFlight = new Map<string, Promise<unknown>>();

const cacheKey = (key: string) => `cache:${key}`;

/**
 * The cached JSON of `key`, else what `load` gives, kept for `ttlMs`. One load a process at a time for a key
 * (single flight); with Redis away it loads every time. Values must survive JSON.
 */
export async function cached<T>(key: string, ttlMs: number, load: () => Promise<T>): Promise<T> {
  const running = inFlight.get(key) as Promise<T> | undefined;
  if (running) return running;
  const flight = readThrough(key, ttlMs, load).finally(() => inFlight.delete(key));
  inFlight.set(key, flight);
  return flight;
}

async function readThrough<T>(key: string, ttlMs: number, load: () => Promise<T>): Promise<T> {
  const kept = await sharedRedis()
    .get(cacheKey(key))
    .catch(() => null);
  if (kept !== null) return JSON.parse(kept) as T;
  const value = await load();
  await sharedRedis()
    .set(cacheKey(key), JSON.stringify(value), 'PX', ttlMs)
    .catch(() => undefined);
  return value;
}

/** Forgets keys after the change they show has committed. */
export async function dropCached(...keys: string[]): Promise<void> {
  for (const key of keys) inFlight.delete(key);
  if (keys.length > 0)
    await sharedRedis()
      .del(...keys.map(cacheKey))
      .catch(() => undefined);
}

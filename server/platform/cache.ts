import { newId } from './id';
import { sharedRedis } from './redis';

const inFlight = new Map<string, { group: string; value: Promise<unknown> }>();

const cacheKey = (key: string) => `cache:${key}`;
const dropKey = (group: string) => `cache-drop:${group}`;

/** Longer than anything is kept or loads: no value outlives the drop that it missed. */
const dropKeptMs = 24 * 60 * 60_000;

/**
 * The cached JSON of `key`, else what `load` gives, kept for `ttlMs`. One load a process at a time for a key
 * (single flight); with Redis away it loads every time. Values must survive JSON. `group` is the name under which
 * it is dropped, its own where nothing else is dropped with it.
 */
export async function cached<T>(
  key: string,
  ttlMs: number,
  load: () => Promise<T>,
  group = key,
): Promise<T> {
  const running = inFlight.get(key);
  if (running) return running.value as Promise<T>;
  const flight = { group, value: readThrough(key, ttlMs, load, group) };
  inFlight.set(key, flight);
  try {
    return await flight.value;
  } finally {
    if (inFlight.get(key) === flight) inFlight.delete(key);
  }
}

/**
 * What is kept begins with the drop that it came after, read before the load: a load that was slow, and ends after
 * the next drop, writes a value that nobody takes.
 */
async function readThrough<T>(
  key: string,
  ttlMs: number,
  load: () => Promise<T>,
  group: string,
): Promise<T> {
  const [kept, drop] = await sharedRedis()
    .mget(cacheKey(key), dropKey(group))
    .catch(() => [null, null]);
  const stamp = `${drop ?? ''}|`;
  if (kept?.startsWith(stamp)) return JSON.parse(kept.slice(stamp.length)) as T;
  const value = await load();
  await sharedRedis()
    .set(cacheKey(key), stamp + JSON.stringify(value), 'PX', ttlMs)
    .catch(() => undefined);
  return value;
}

/** Forgets all of a group after the change it shows has committed. */
export async function dropCached(group: string): Promise<void> {
  for (const [key, flight] of inFlight) if (flight.group === group) inFlight.delete(key);
  await sharedRedis()
    .set(dropKey(group), newId(), 'PX', dropKeptMs)
    .catch(() => undefined);
}

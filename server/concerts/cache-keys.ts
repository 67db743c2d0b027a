import { cached, dropCached } from '@/server/platform/cache';
import { newId } from '@/server/platform/id';

/**
 * The catalogue's cached reads, all of them. Each lives under a generation; a change makes a new one, which drops
 * every list and page at once, and a read that began before the change ends up under the old name, where nobody
 * looks. What is kept is worth little (a query of a few ms), so dropping all of it is cheap.
 */
const generationKey = 'catalogue:generation';
const generationTtlMs = 24 * 60 * 60_000;

/** `next sale` and counts move with the clock, so nothing is kept for long. */
const ttlMs = { concert: 10_000, concerts: 3_000, schedule: 10_000, schedules: 10_000 };

type CatalogueRead = keyof typeof ttlMs;

/** What `load` gives, kept as `<read>:<name>` until it ages or the catalogue changes. Must survive JSON. */
export async function cachedInCatalogue<T>(
  read: CatalogueRead,
  name: string,
  load: () => Promise<T>,
): Promise<T> {
  const generation = await cached(generationKey, generationTtlMs, () => Promise.resolve(newId()));
  return cached(`catalogue:${generation}:${read}:${name}`, ttlMs[read], load);
}

/** Called after a change of a concert or a schedule has committed. */
export const dropCatalogue = (): Promise<void> => dropCached(generationKey);

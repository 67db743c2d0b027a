import { cached, dropCached } from '@/server/platform/cache';

/**
 * The catalogue's cached reads, all of them. They are one group: a change drops every list and page at once. What is
 * kept is worth little (a query of a few ms), so dropping all of it is cheap.
 */
const group = 'catalogue';

/** `next sale` and counts move with the clock, so nothing is kept for long. */
const ttlMs = { concert: 10_000, concerts: 3_000, schedule: 10_000, schedules: 10_000 };

type CatalogueRead = keyof typeof ttlMs;

/** What `load` gives, kept as `<read>:<name>` until it ages or the catalogue changes. Must survive JSON. */
export const cachedInCatalogue = <T>(
  read: CatalogueRead,
  name: string,
  load: () => Promise<T>,
): Promise<T> => cached(`catalogue:${read}:${name}`, ttlMs[read], load, group);

/** Called after a change of a concert or a schedule has committed. */
export const dropCatalogue = (): Promise<void> => dropCached(group);

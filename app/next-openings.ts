import { openingOf, type Opening } from '@/components/home/opening';
import type { Concert } from '@/server/concerts/concerts.schema';
import { listSchedules } from '@/server/schedules';

/** What opens next of each concert, the earliest first: another date of it may be on sale already. */
export async function nextOpenings(concerts: Concert[]): Promise<Opening[]> {
  const now = Date.now();
  const openings = await Promise.all(
    concerts.map(async (concert) => openingOf(concert, await listSchedules(concert.id), now)),
  );
  return openings
    .filter((opening) => opening !== null)
    .toSorted((a, b) => Date.parse(a.sale.opensAt) - Date.parse(b.sale.opensAt));
}

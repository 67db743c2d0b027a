import { concertState } from '@/components/format/sale';
import type { Concert } from '@/server/concerts/concerts.schema';
import { listSchedules } from '@/server/schedules';

/** What each card of a page says about its sale. Seats left are at most a second old. */
export async function concertStates(concerts: Concert[]) {
  const now = Date.now();
  return new Map(
    await Promise.all(
      concerts.map(async ({ id }) => [id, concertState(await listSchedules(id), now)] as const),
    ),
  );
}

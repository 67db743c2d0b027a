import { cachedInCatalogue, requireConcert } from '@/server/concerts';
import { Refusal } from '@/server/platform/refusal';
import { cached } from '@/server/platform/cache';
import { seatCounts } from '@/server/seats';
import { presentDetail, presentFacts, presentSchedule, type ScheduleFacts } from './present';
import type { Schedule, ScheduleDetail } from './schedules.schema';
import { selectSchedule, selectSchedulesOf } from './schedules.store';

const seatsTtlMs = 1_000;

/** A schedule's seats as they were within the last second: everybody who looks shares one count. */
const seatsOf = (id: string) => cached(`seats-left:${id}`, seatsTtlMs, () => seatCounts(id));

/** A schedule of a published concert with its seats left, or null. */
export async function findSchedule(id: string): Promise<ScheduleDetail | null> {
  const facts = await cachedInCatalogue<ScheduleFacts | null>('schedule', id, async () => {
    const row = await selectSchedule(id);
    return row && presentFacts(row);
  });
  return facts?.published ? presentDetail(facts, await seatsOf(id)) : null;
}

export async function requireSchedule(id: string): Promise<ScheduleDetail> {
  const schedule = await findSchedule(id);
  if (!schedule) throw new Refusal('not_found');
  return schedule;
}

/** A published concert's schedules with their seats left, in the order they are played. */
export async function listSchedules(concertId: string): Promise<Schedule[]> {
  await requireConcert(concertId);
  const facts = await cachedInCatalogue('schedules', concertId, async () =>
    (await selectSchedulesOf(concertId)).map(presentFacts),
  );
  return Promise.all(facts.map(async (one) => presentSchedule(one, await seatsOf(one.id))));
}

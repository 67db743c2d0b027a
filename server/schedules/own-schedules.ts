import { ownerOf, requireOwnConcert } from '@/server/concerts';
import { type Actor, requireStaff } from '@/server/platform/actor';
import { Refusal } from '@/server/platform/refusal';
import { seatCounts } from '@/server/seats';
import type { SeatCounts } from '@/server/seats/seats.schema';
import { findLayout, listVenues } from '@/server/venues';
import { countDraft, gradesOf } from './policy';
import { presentAdminSchedule } from './present';
import type { AdminSchedule, LayoutChoice, LayoutSections } from './schedules.schema';
import { countSold, type ScheduleRow, selectSchedule, selectSchedulesOf } from './schedules.store';

/** A schedule as the staff it belongs to see it. */
export async function requireOwnSchedule(actor: Actor, id: string): Promise<AdminSchedule> {
  const [schedule] = await withNumbers([await requireOwnRow(actor, id)]);
  return schedule!;
}

/** The schedule itself, without numbers that move; somebody else's is not there. */
export async function requireOwnRow(actor: Actor, id: string): Promise<ScheduleRow> {
  const owner = ownerOf(requireStaff(actor));
  const row = await selectSchedule(id);
  if (!row || (owner && row.concert.organiserId !== owner)) throw new Refusal('not_found');
  return row;
}

export async function listOwnSchedules(actor: Actor, concertId: string): Promise<AdminSchedule[]> {
  await requireOwnConcert(actor, concertId);
  return withNumbers(await selectSchedulesOf(concertId));
}

async function withNumbers(rows: ScheduleRow[]): Promise<AdminSchedule[]> {
  const [sold, counts] = await Promise.all([
    countSold(rows.map((row) => row.id)),
    Promise.all(rows.map(countSeatsOf)),
  ]);
  return rows.map((row, at) => presentAdminSchedule(row, counts[at]!, sold.get(row.id) ?? 0));
}

/** A schedule's seats by grade and state, also of a draft. */
export async function countSeatsOf(row: ScheduleRow): Promise<SeatCounts[]> {
  if (row.concert.publishedAt) return seatCounts(row.id);
  const layout = await findLayout(row.layoutId);
  return layout ? countDraft(layout, row.blockedSeats) : [];
}

/** The halls a schedule can be made for, each in its newest version, with the grades that want a price. */
export async function listLayoutChoices(actor: Actor): Promise<LayoutChoice[]> {
  requireStaff(actor);
  const venues = await listVenues();
  const choices = venues.map(async (venue) => {
    const newest = venue.layouts[0];
    const layout = newest && (await findLayout(newest.id));
    if (!layout) return [];
    const { id, version, seatCount } = newest;
    return [{ id, version, seatCount, venue: venue.name, grades: gradesOf(layout) }];
  });
  return (await Promise.all(choices)).flat();
}

/** What the seats of a hall are called: to say which are not for sale. */
export async function findLayoutSections(actor: Actor, layoutId: string): Promise<LayoutSections> {
  requireStaff(actor);
  const layout = await findLayout(layoutId);
  if (!layout) throw new Refusal('not_found');
  const floors = new Map(layout.floors.map((floor) => [floor.id, floor.name]));
  return {
    sections: layout.sections.map(({ id, name, floorId, rows }) => ({
      id,
      name,
      floor: floors.get(floorId)!,
      rows: rows.map(({ xs, ...row }) => ({
        name: row.name,
        firstSeat: row.firstSeat,
        seatCount: xs.length,
        numbers: row.numbers,
      })),
    })),
  };
}

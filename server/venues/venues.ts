import { type Actor, requireStaff } from '@/server/platform/actor';
import { singleton } from '@/server/platform/singleton';
import type { LayoutDocument } from './layout.schema';
import type { LayoutSummary, Venue, VenueInput } from './venues.schema';
import {
  insertLayout,
  insertVenue,
  selectLayout,
  selectLayoutIdOfSchedule,
  selectVenues,
} from './venues.store';

/** Layouts never change, so a process keeps those it has read: a stadium is about 2 MB as objects. */
const layoutsKeptMax = 32;
const kept = singleton('layouts', () => new Map<string, Promise<LayoutDocument | null>>());

export async function createVenue(actor: Actor, input: VenueInput): Promise<string> {
  requireStaff(actor);
  return insertVenue(input);
}

/** Stores a layout as the venue's next version. It can never be changed: schedules refer to its seats by index. */
export async function createLayout(
  actor: Actor,
  input: { venueId: string; document: LayoutDocument },
): Promise<LayoutSummary> {
  requireStaff(actor);
  return insertLayout(input.venueId, input.document);
}

/** The layout, read once a process; null when there is none of this id. */
export async function findLayout(layoutId: string): Promise<LayoutDocument | null> {
  const found = kept.get(layoutId) ?? selectLayout(layoutId);
  kept.delete(layoutId);
  kept.set(layoutId, found); // the newest is last, so the first is the one to drop
  if (kept.size > layoutsKeptMax) kept.delete(kept.keys().next().value!);
  const layout = await found.catch((fault: unknown) => {
    kept.delete(layoutId);
    throw fault;
  });
  if (!layout) kept.delete(layoutId);
  return layout;
}

/** Which layout a schedule is sold on; null when there is no such schedule, or it is a draft's. */
export async function findLayoutIdOfSchedule(scheduleId: string): Promise<string | null> {
  return selectLayoutIdOfSchedule(scheduleId);
}

export async function listVenues(): Promise<Venue[]> {
  return selectVenues();
}

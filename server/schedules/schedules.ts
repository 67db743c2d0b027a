import { ownerOf, dropCatalogue, requireOwnConcert } from '@/server/concerts';
import { publishTx } from '@/server/outbox';
import { type Actor, requireStaff } from '@/server/platform/actor';
import { type Tx, withTx } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { Refusal } from '@/server/platform/refusal';
import { findLayout } from '@/server/venues';
import type { LayoutDocument } from '@/server/venues/layout.schema';
import { requirePricesFit, requireSeatsInLayout, requireTimesOrdered } from './policy';
import {
  type AdminSchedule,
  type ScheduleChange,
  type ScheduleInput,
  type SteeringFacts,
  steeringFields,
} from './schedules.schema';
import {
  changeScheduleTx,
  hasReservationsTx,
  insertScheduleTx,
  type LockedSchedule,
  lockScheduleTx,
  removeScheduleTx,
} from './schedules.store';
import { requireOwnRow, requireOwnSchedule } from './own-schedules';
import { recordSteeringTx } from './steering.store';

/** One row however large the hall: its seats are the layout's. The line and the seat map follow by `schedule.changed`. */
export async function createSchedule(
  actor: Actor,
  input: ScheduleInput,
  id = newId(),
): Promise<AdminSchedule> {
  await requireOwnConcert(actor, input.concertId);
  const schedule = { ...input, closesAt: input.closesAt ?? input.startsAt };
  requireTimesOrdered(schedule);
  const layout = await requireLayout(input.layoutId);
  requirePricesFit(layout, input.prices);
  requireSeatsInLayout(layout, input.blockedSeats);
  await withTx(async (tx) => {
    await insertScheduleTx(tx, id, schedule);
    await announceTx(tx, id);
  });
  await dropCatalogue();
  return requireOwnSchedule(actor, id);
}

/**
 * Changes what is given. Prices, blocked seats and the opening are fixed once the sale has opened
 * (`sale_has_opened`), the first two also once somebody reserved (`schedule_has_sales`); from then on a person's seats
 * may only become more. Pausing, rate and capacity are recorded with their reason. Refuses `schedule_cancelled`.
 */
export async function updateSchedule(
  actor: Actor,
  id: string,
  change: ScheduleChange,
): Promise<AdminSchedule> {
  const staff = requireStaff(actor);
  if (change.prices || change.blockedSeats) {
    const { layoutId } = await requireOwnRow(actor, id);
    const layout = await requireLayout(layoutId);
    if (change.prices) requirePricesFit(layout, change.prices);
    requireSeatsInLayout(layout, change.blockedSeats ?? []);
  }
  await withTx(async (tx) => {
    const locked = await lockScheduleTx(tx, id, ownerOf(staff));
    if (locked.cancelledAt) throw new Refusal('schedule_cancelled');
    requireTimesOrdered({
      opensAt: change.opensAt ?? locked.opensAt,
      closesAt: change.closesAt ?? locked.closesAt,
      startsAt: change.startsAt ?? locked.startsAt,
    });
    if (change.prices || change.blockedSeats) await requireUnsoldTx(tx, id, locked);
    if (change.opensAt) requireUnopened(locked);
    await requireLimitKeptTx(tx, id, locked, change);
    await changeScheduleTx(tx, id, locked, change);
    const steering = steeringOf(locked, change);
    if (steering) await recordSteeringTx(tx, staff.id, id, steering);
    await announceTx(tx, id);
  });
  await dropCatalogue();
  return requireOwnSchedule(actor, id);
}

/** Refuses `schedule_has_sales` once anybody has reserved a seat, even if they cancelled. */
export async function deleteSchedule(actor: Actor, id: string): Promise<void> {
  const owner = ownerOf(requireStaff(actor));
  await withTx(async (tx) => {
    await lockScheduleTx(tx, id, owner);
    await removeScheduleTx(tx, id);
    await announceTx(tx, id);
  });
  await dropCatalogue();
}

const announceTx = (tx: Tx, scheduleId: string) =>
  publishTx(tx, { type: 'schedule.changed', key: scheduleId, payload: { scheduleId } });

async function requireLayout(layoutId: string): Promise<LayoutDocument> {
  const layout = await findLayout(layoutId);
  if (!layout) throw new Refusal('layout_unknown');
  return layout;
}

/** Seats may be held before they are reserved, so an open sale counts as sold. */
async function requireUnsoldTx(tx: Tx, id: string, schedule: LockedSchedule): Promise<void> {
  if (await hasReservationsTx(tx, id)) throw new Refusal('schedule_has_sales');
  requireUnopened(schedule);
}

/** Nobody may own more seats than the schedule allows, so it cannot allow fewer after somebody reserved. */
async function requireLimitKeptTx(
  tx: Tx,
  id: string,
  before: LockedSchedule,
  { seatsPerPersonMax = before.seatsPerPersonMax }: ScheduleChange,
): Promise<void> {
  const isLess = seatsPerPersonMax < before.seatsPerPersonMax;
  if (isLess && (await hasReservationsTx(tx, id))) throw new Refusal('schedule_has_sales');
}

/** At the opening the line was put in order: it cannot open a second time. */
function requireUnopened({ opensAt }: LockedSchedule): void {
  if (opensAt <= new Date()) throw new Refusal('sale_has_opened');
}

/** What a change does to the line, or null when it leaves it alone. */
function steeringOf(before: LockedSchedule, change: ScheduleChange): SteeringFacts | null {
  const moved = steeringFields.filter(
    (name) => change[name] !== undefined && change[name] !== before[name],
  );
  if (moved.length === 0) return null;
  const changed = moved.map((name) => [name, { from: before[name], to: change[name] }] as const);
  return { reason: change.reason ?? '', changed: Object.fromEntries(changed) };
}

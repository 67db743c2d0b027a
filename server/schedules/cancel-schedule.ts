import { dropCatalogue, ownerOf } from '@/server/concerts';
import { wakeRelay } from '@/server/outbox';
import { type Actor, requireStaff } from '@/server/platform/actor';
import { cached } from '@/server/platform/cache';
import { once, type Idempotency } from '@/server/platform/idempotency';
import { Refusal } from '@/server/platform/refusal';
import { markCancelled, selectCancellation, selectProgress } from './cancellation.store';
import type {
  CancelledSchedule,
  ScheduleCancellation,
  ScheduleCancellationInput,
} from './cancellation.schema';
import { requireOwnRow } from './own-schedules';

type Command = ScheduleCancellationInput & { scheduleId: string; idempotency: Idempotency };

/** However many watch, the reservations are counted once a second. */
const progressTtlMs = 1_000;

/**
 * Cancels a show, once and for good: from the commit on nobody reserves a seat of it; line and map follow by
 * `schedule.changed`, and a worker cancels what had been reserved, in full and without a fee. Refuses `not_found`, and
 * `schedule_cancelled` for one that is.
 */
export async function cancelSchedule(
  actor: Actor,
  { scheduleId, reason, idempotency }: Command,
): Promise<CancelledSchedule> {
  const staff = requireStaff(actor);
  return once(idempotency, async () => {
    const by = { staffId: staff.id, owner: ownerOf(staff) };
    const cancelled = await markCancelled(scheduleId, { ...by, reason, idempotency });
    if (!cancelled) {
      await requireOwnRow(actor, scheduleId);
      throw new Refusal('schedule_cancelled');
    }
    wakeRelay();
    await dropCatalogue();
    return cancelled;
  });
}

/** How far the worker is with a show's reservations. Refuses `not_found` also for a show that is not cancelled. */
export async function requireScheduleCancellation(
  actor: Actor,
  scheduleId: string,
): Promise<ScheduleCancellation> {
  await requireOwnRow(actor, scheduleId);
  const found = await findCancellation(scheduleId);
  if (!found) throw new Refusal('not_found');
  return found;
}

/** The same for whoever may see the schedule already; null for a show that is not cancelled. */
export async function findCancellation(scheduleId: string): Promise<ScheduleCancellation | null> {
  const cancelled = await selectCancellation(scheduleId);
  if (!cancelled) return null;
  const { cancelledAt, reason, by } = cancelled;
  const progress = await cached(`cancelling:${scheduleId}`, progressTtlMs, () =>
    selectProgress(scheduleId, cancelledAt),
  );
  return { scheduleId, cancelledAt: cancelledAt.toISOString(), reason, by, ...progress };
}

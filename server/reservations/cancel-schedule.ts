import { sendMail } from '@/server/notifications';
import { wakeRelay } from '@/server/outbox';
import { env } from '@/server/platform/env';
import { cancelSomeOf, findCancelledShow, listToCancel } from './cancellation.store';
import { showCancelledMail } from './show-cancelled-mail';

/** Enough to be quick, few enough that a statement takes a fraction of a second of its wallets' time. */
const reservationsPerBatch = 500;

/** Cancelled schedules with something left to cancel: what there is to do is what is live, and nothing else is kept. */
export const listSchedulesToCancel = listToCancel;

/**
 * Cancels a batch of what is live of a cancelled schedule, in one statement: a crash undoes all of it or nothing, and the
 * next batch is whatever is live then. Returns how many; none when the rest is busy at this moment.
 */
export async function cancelBatchOf(scheduleId: string): Promise<number> {
  const cancelled = await cancelSomeOf(scheduleId, reservationsPerBatch);
  if (cancelled > 0) wakeRelay();
  return cancelled;
}

/** Mails the owner of a reservation that went with its show what happened and what comes back; nobody for any other. */
export async function sendShowCancelled(reservationId: string): Promise<void> {
  const show = await findCancelledShow(reservationId);
  if (!show) return;
  await sendMail({ to: show.email, ...showCancelledMail(show, `${env.PUBLIC_URL}/my`) });
}

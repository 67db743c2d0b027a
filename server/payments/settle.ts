import { wakeRelay } from '@/server/outbox';
import { log } from '@/server/platform/log';
import { isAnyHeld } from '@/server/seats';
import type { PaymentView } from './payments.schema';
import {
  completeApproved,
  findExpiredSeats,
  honourLate,
  returnApproved,
  type Approved,
} from './settle.store';

/**
 * What an approval comes to, whoever heard of it and however often: the tickets, while the reservation lives or where its
 * seats are still free; else the money goes back, all of it. Null when it buys nothing or is settled already.
 */
export async function settleApproval(approved: Approved): Promise<PaymentView | null> {
  const bought = (await completeApproved(approved)) ?? (await honour(approved));
  const isReturned = !bought && (await returnApproved(approved));
  if (isReturned) log.warn({ paymentId: approved.id }, 'an approved payment came too late');
  wakeRelay();
  return bought;
}

async function honour(approved: Approved): Promise<PaymentView | null> {
  return (await areSeatsFree(approved.id)) ? honourLate(approved) : null;
}

/**
 * Seats that somebody holds are not free, though Postgres knows of no hold; between this look and the statement one may be
 * held all the same, and its holder is then told that it is taken. While Redis is away Postgres alone decides.
 */
async function areSeatsFree(paymentId: string): Promise<boolean> {
  const expired = await findExpiredSeats(paymentId);
  if (!expired) return false;
  const { scheduleId, seatIndexes } = expired;
  return !(await isAnyHeld(scheduleId, seatIndexes).catch(() => false));
}

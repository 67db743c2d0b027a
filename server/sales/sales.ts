import type { BusEvent } from '@/server/outbox';
import { withTx } from '@/server/platform/db';
import { addToCounters, countAnewTx, shutCountersTx, type Counted } from './sales.store';

/** What counts: a reservation that was paid, and a paid one that was cancelled. */
function countedOf(event: BusEvent): Counted[] {
  const { eventId, type } = event;
  if (type === 'reservation.reserved') {
    return [{ eventId, reservationId: event.payload.reservationId, isSale: true }];
  }
  if (type !== 'reservation.cancelled' || !event.payload.paid) return [];
  return [{ eventId, reservationId: event.payload.reservationId, isSale: false }];
}

/** Counts events, each once however often and in whatever company it comes, in one statement. */
export async function countSales(events: BusEvent[]): Promise<void> {
  const counted = events.flatMap(countedOf);
  if (counted.length > 0) await addToCounters(counted);
}

/**
 * Counts everything anew from what Postgres has. People may buy meanwhile: the consumer waits until it is done, and then
 * counts only what is not in yet. Returns how many counters were wrong.
 */
export function rebuildSales(): Promise<number> {
  return withTx(async (tx) => {
    await shutCountersTx(tx);
    return countAnewTx(tx);
  });
}

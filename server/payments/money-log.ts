import type { BusEvent } from '@/server/outbox';
import { insertLines } from './money-log.store';

/**
 * Notes for staff what nobody of them did and somebody should know: an approval that bought nothing and goes back, and a
 * refund that the gateway refused. Under the reservation, once an event.
 */
export async function logMoney(events: BusEvent[]): Promise<void> {
  const told = events.flatMap((event) => {
    if (event.type !== 'payment.returned' && event.type !== 'refund.refused') return [];
    const { reservationId, accountId: _, ...facts } = event.payload;
    return [{ eventId: event.eventId, action: event.type, reservationId, facts }];
  });
  if (told.length > 0) await insertLines(told);
}

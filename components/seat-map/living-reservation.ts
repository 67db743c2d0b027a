import { isRefusal } from '@/components/api/client';
import type { ReservationView } from '@/server/reservations/reservations.schema';

/**
 * What a refused reservation comes to: who has one of this schedule already goes on with it, the newest that waits
 * for its payment. Every other error is thrown again.
 */
export async function livingReservation(
  error: unknown,
  scheduleId: string,
  newestFirst: () => Promise<ReservationView[]>,
): Promise<ReservationView> {
  if (!isRefusal(error, 'already_reserved')) throw error;
  const living = (await newestFirst()).find(
    (each) => each.scheduleId === scheduleId && each.status === 'RESERVING',
  );
  if (!living) throw error;
  return living;
}

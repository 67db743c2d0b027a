'use client';

import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { askAgain, mayPass } from '@/components/api/ask-again';
import { api, dropKey, keptKey } from '@/components/api/client';
import { useRefusalText } from '@/components/api/use-refusal';
import { toast } from '@/components/ui/toast';
import type { HoldView } from '@/server/holds/holds.schema';
import type { ReservationsPage, ReservationView } from '@/server/reservations/reservations.schema';
import { livingReservation } from './living-reservation';

const newestFirst = () =>
  api.get<ReservationsPage>('/reservations').then(({ reservations }) => reservations);

/**
 * Turns the hold into a reservation, once however often it is pressed, and goes to its payment. The key is forgotten
 * only when the answer is no: while it is unknown, a repeat must be the same command.
 */
export function usePay(hold: HoldView | null) {
  const router = useRouter();
  const refusalText = useRefusalText();
  const reserve = useMutation({
    mutationFn: ({ id, scheduleId }: HoldView) =>
      api
        .post<ReservationView>('/reservations', { holdId: id }, { key: keptKey(`reserve:${id}`) })
        .catch((error: unknown) => livingReservation(error, scheduleId, newestFirst)),
    ...askAgain,
    onSuccess: (reservation) => router.push(`/reservations/${reservation.id}/pay`),
    onError: (error, { id }) => {
      if (!mayPass(error)) dropKey(`reserve:${id}`);
      toast.error(refusalText(error));
    },
  });
  return {
    isPaying: reserve.isPending || reserve.isSuccess,
    onPay: () => hold && reserve.mutate(hold),
  };
}

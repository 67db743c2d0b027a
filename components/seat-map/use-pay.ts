'use client';

import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { api, dropKey, keptKey } from '@/components/api/client';
import { useRefusalText } from '@/components/api/use-refusal';
import { toast } from '@/components/ui/toast';
import type { HoldView } from '@/server/holds/holds.schema';
import type { ReservationView } from '@/server/reservations/reservations.schema';

/** Turns the hold into a reservation, once however often it is pressed, and goes to its payment. */
export function usePay(hold: HoldView | null) {
  const router = useRouter();
  const refusalText = useRefusalText();
  const reserve = useMutation({
    mutationFn: (holdId: string) =>
      api.post<ReservationView>('/reservations', { holdId }, { key: keptKey(`reserve:${holdId}`) }),
    onSuccess: (reservation) => router.push(`/reservations/${reservation.id}/pay`),
    onError: (error, holdId) => {
      dropKey(`reserve:${holdId}`);
      toast.error(refusalText(error));
    },
  });
  return {
    isPaying: reserve.isPending || reserve.isSuccess,
    onPay: () => hold && reserve.mutate(hold.id),
  };
}

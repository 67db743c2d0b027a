'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { api, newKey } from '@/components/api/client';
import { useRefusalText } from '@/components/api/use-refusal';
import type { Cancellation } from '@/server/reservations/cancellation.schema';
import type { StaffReservation } from '@/server/reservations/staff-reservations.schema';

/** How one reservation's cancelling went: what came back, or why not. */
export type CancelOutcome = { reservation: StaffReservation; refund: number; why: string | null };

/** Cancels reservations one after the other, and says of each how it went as soon as it is known. */
export function useCancelAll() {
  const refusalText = useRefusalText();
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [outcomes, setOutcomes] = useState<CancelOutcome[]>([]);
  const cancelOne = async (reservation: StaffReservation, reason: string) => {
    try {
      const path = `/admin/reservations/${reservation.id}/cancellation`;
      const { refund } = await api.post<Cancellation>(path, { reason }, { key: newKey() });
      return { reservation, refund: refund?.amount ?? 0, why: null };
    } catch (error) {
      return { reservation, refund: 0, why: refusalText(error) };
    }
  };
  const cancelAll = async (reservations: StaffReservation[], reason: string) => {
    setBusy(true);
    setOutcomes([]);
    for (const reservation of reservations) {
      const outcome = await cancelOne(reservation, reason);
      setOutcomes((before) => [...before, outcome]);
    }
    setBusy(false);
    router.refresh();
  };
  return { busy, outcomes, cancelAll };
}

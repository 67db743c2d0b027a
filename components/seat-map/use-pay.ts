'use client';

import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { askAgain, mayPass } from '@/components/api/ask-again';
import { api, dropKey, isRefusal, keptKey } from '@/components/api/client';
import type { HoldView } from '@/server/holds/holds.schema';
import type { ReservationsPage, ReservationView } from '@/server/reservations/reservations.schema';
import { livingReservation } from './living-reservation';

const newestFirst = () =>
  api.get<ReservationsPage>('/reservations').then(({ reservations }) => reservations);

type Order = {
  scheduleId: string;
  /** What this tab remembers the command's key by. */
  name: string;
  body: { holdId: string } | { scheduleId: string; seatIds: number[] };
};

const orderOfHold = ({ id, scheduleId }: HoldView): Order => ({
  scheduleId,
  name: `reserve:${id}`,
  body: { holdId: id },
});

const orderOfSeats = (scheduleId: string, seats: readonly number[]): Order => {
  const seatIds = [...seats].toSorted((a, b) => a - b);
  return {
    scheduleId,
    name: `reserve:${scheduleId}:${seatIds.join()}`,
    body: { scheduleId, seatIds },
  };
};

type Options = {
  scheduleId: string;
  pass: string;
  hold: HoldView | null;
  /** Chosen while they cannot be held: they are reserved as they are. Null while seats are held. */
  chosen: readonly number[] | null;
  onRefused: (error: unknown) => void;
};

/**
 * Turns the hold, or without one the chosen seats, into a reservation, once however often it is pressed, and goes to its
 * payment. The key is forgotten only when the answer is no: while it is unknown, a repeat must be the same command.
 */
export function usePay({ scheduleId, pass, hold, chosen, onRefused }: Options) {
  const router = useRouter();
  const reserve = useMutation({
    mutationFn: ({ name, body }: Order) =>
      api
        .post<ReservationView>('/reservations', body, { key: keptKey(name), pass })
        .catch((error: unknown) => livingReservation(error, scheduleId, newestFirst)),
    ...askAgain,
    // While they are away the page waits, or reserves without a hold: not this command over and over.
    retry: (count, error) => !isRefusal(error, 'seats_away') && askAgain.retry(count, error),
    onSuccess: (reservation) => router.push(`/reservations/${reservation.id}/pay`),
    onError: (error, { name }) => {
      if (!mayPass(error)) dropKey(name);
      onRefused(error);
    },
  });
  const order = chosen
    ? chosen.length > 0 && orderOfSeats(scheduleId, chosen)
    : hold && orderOfHold(hold);
  return {
    isPaying: reserve.isPending || reserve.isSuccess,
    canPay: Boolean(order),
    onPay: () => order && reserve.mutate(order),
  };
}

'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect } from 'react';
import { askAgain } from '@/components/api/ask-again';
import { api, dropKey, keptKey } from '@/components/api/client';
import { toast } from '@/components/ui/toast';
import type { ConfirmationInput, PaymentView } from '@/server/payments/payments.schema';

/** Paid: what this changes is read anew, and the tickets are next. */
export function useTickets() {
  const t = useTranslations('pay');
  const client = useQueryClient();
  const router = useRouter();
  return useCallback(
    ({ ticketIds }: PaymentView) => {
      toast.success(t('paid'), { id: 'paid' });
      void client.invalidateQueries({ queryKey: ['wallet'] });
      void client.invalidateQueries({ queryKey: ['tickets'] });
      client.removeQueries({ queryKey: ['reservations'] });
      router.replace(ticketIds[0] ? `/tickets/${ticketIds[0]}` : '/my/tickets');
    },
    [t, client, router],
  );
}

/** What a payment that failed may have changed is read anew. */
function useFreshLook(reservationId: string) {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: ['wallet'] });
    void client.invalidateQueries({ queryKey: ['reservations', reservationId] });
  };
}

/**
 * Pays from the wallet. The key belongs to the reservation and survives a reload, so however often the
 * button, the network or the person tries, it is one payment.
 */
export function usePay(reservationId: string) {
  const onError = useFreshLook(reservationId);
  return useMutation({
    mutationFn: () =>
      api.post<PaymentView>(
        '/payments',
        { reservationId, method: 'wallet' },
        { key: keptKey(`pay:${reservationId}`) },
      ),
    ...askAgain,
    onSuccess: useTickets(),
    onError,
  });
}

const cardPurpose = (reservationId: string) => `card:${reservationId}`;

/**
 * Opens an order at the card gateway and goes to its window. Nothing is taken by this, so each press is an order of its
 * own; the page stays busy until the window has replaced it, and is ready again for who comes back by the back button.
 */
export function useCard(reservationId: string) {
  const showTickets = useTickets();
  const onError = useFreshLook(reservationId);
  const card = useMutation({
    mutationFn: () =>
      api.post<PaymentView>(
        '/payments',
        { reservationId, method: 'card' },
        { key: keptKey(cardPurpose(reservationId)) },
      ),
    ...askAgain,
    onSuccess: (payment) => {
      dropKey(cardPurpose(reservationId));
      if (payment.card) location.assign(payment.card.checkoutUrl);
      else showTickets(payment);
    },
    onError: () => {
      dropKey(cardPurpose(reservationId));
      onError();
    },
  });
  const { reset } = card;
  useEffect(() => {
    const shown = (event: PageTransitionEvent) => event.persisted && reset();
    window.addEventListener('pageshow', shown);
    return () => window.removeEventListener('pageshow', shown);
  }, [reset]);
  return card;
}

/** Has the money taken. One key a payment: a reload, a second tab or a lost answer never takes it twice. */
export function useConfirm(paymentId: string) {
  return useMutation({
    mutationFn: (said: ConfirmationInput) =>
      api.post<PaymentView>(`/payments/${paymentId}/confirmation`, said, {
        key: `confirm-${paymentId}`,
      }),
    ...askAgain,
  });
}

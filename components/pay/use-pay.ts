'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { askAgain } from '@/components/api/ask-again';
import { api, keptKey } from '@/components/api/client';
import { toast } from '@/components/ui/toast';
import type { PaymentView } from '@/server/payments/payments.schema';

/**
 * Pays from the wallet. The key belongs to the reservation and survives a reload, so however often the
 * button, the network or the person tries, it is one payment.
 */
export function usePay(reservationId: string) {
  const t = useTranslations('pay');
  const client = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: () =>
      api.post<PaymentView>(
        '/payments',
        { reservationId, method: 'wallet' },
        { key: keptKey(`pay:${reservationId}`) },
      ),
    ...askAgain,
    onSuccess: async ({ ticketIds }) => {
      toast.success(t('paid'));
      void client.invalidateQueries({ queryKey: ['wallet'] });
      void client.invalidateQueries({ queryKey: ['tickets'] });
      client.removeQueries({ queryKey: ['reservations'] });
      router.replace(ticketIds[0] ? `/tickets/${ticketIds[0]}` : '/my/tickets');
    },
    onError: () => {
      void client.invalidateQueries({ queryKey: ['wallet'] });
      void client.invalidateQueries({ queryKey: ['reservations', reservationId] });
    },
  });
}

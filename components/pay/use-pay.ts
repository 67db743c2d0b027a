'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { api, ApiError, keptKey } from '@/components/api/client';
import { toast } from '@/components/ui/toast';
import type { PaymentView } from '@/server/payments/payments.schema';

const triesMax = 4;

/** Whether an answer may simply not have reached us: then the same command is asked again. */
const isUnsure = (error: unknown) =>
  error instanceof ApiError && (error.status === 0 || error.status >= 500 || error.status === 429);

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
    retry: (count, error) => count < triesMax && isUnsure(error),
    retryDelay: (count, error) =>
      error instanceof ApiError && error.retryAfter ? error.retryAfter * 1000 : 500 * 2 ** count,
    onSuccess: async ({ ticketIds }) => {
      toast.success(t('paid'));
      void client.invalidateQueries({ queryKey: ['wallet'] });
      void client.invalidateQueries({ queryKey: ['tickets'] });
      client.removeQueries({ queryKey: ['reservations'] });
      router.replace(ticketIds[0] ? `/tickets/${ticketIds[0]}` : '/my/tickets');
    },
    onError: async () => {
      await client.invalidateQueries({ queryKey: ['wallet'] });
      await client.invalidateQueries({ queryKey: ['reservations', reservationId] });
    },
  });
}

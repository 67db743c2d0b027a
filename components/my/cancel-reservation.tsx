'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { api, isRefusal, keptKey } from '@/components/api/client';
import { useCancellationQuote } from '@/components/api/queries';
import { useRefusalText } from '@/components/api/use-refusal';
import { formatWon } from '@/components/format/money';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { Price } from '@/components/ui/price';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import { toLocale } from '@/i18n/locale';
import type { PaymentMethod } from '@/server/payments/payments.schema';
import type { Cancellation, CancellationQuote } from '@/server/reservations/cancellation.schema';
import type { ReservationView } from '@/server/reservations/reservations.schema';

/** Asks once, with the fee and what comes back on the table before the button; again when the fee has grown meanwhile. */
export function CancelReservation({ reservation }: { reservation: ReservationView }) {
  const t = useTranslations('my');
  const locale = toLocale(useLocale());
  const refusalText = useRefusalText();
  const [open, setOpen] = useState(false);
  const quote = useCancellationQuote(reservation.id, open);
  const cancel = useCancel(reservation.id, quote.refetch);
  const failure = cancel.error ?? quote.error;
  const show = (isShown: boolean) => {
    setOpen(isShown);
    if (cancel.isError) cancel.reset();
  };
  return (
    <>
      <Button variant="quiet" size="sm" onClick={() => show(true)}>
        {t('cancel')}
      </Button>
      <Dialog
        open={open}
        onOpenChange={show}
        title={t('cancelTitle')}
        description={t('cancelBody')}
      >
        {quote.data ? (
          <Quote
            quote={quote.data}
            total={reservation.total}
            method={reservation.payment?.method ?? 'wallet'}
          />
        ) : (
          !quote.error && <Skeleton className="h-36" />
        )}
        {failure && (
          <Notice
            tone={isRefusal(failure, 'fee_changed') ? 'warn' : 'bad'}
            live
            title={refusalText(failure)}
          />
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button variant="secondary" onClick={() => show(false)}>
            {t('keep')}
          </Button>
          {quote.data?.cancellable && (
            <Button
              variant="danger"
              busy={cancel.isPending || cancel.isSuccess}
              onClick={() => cancel.mutate(quote.data.fee)}
            >
              {quote.data.refund
                ? t('cancelNow', { amount: formatWon(quote.data.refund, locale) })
                : t('cancelFree')}
            </Button>
          )}
        </div>
      </Dialog>
    </>
  );
}

type QuoteProps = { quote: CancellationQuote; total: number; method: PaymentMethod };

function Quote({ quote, total, method }: QuoteProps) {
  const t = useTranslations('my');
  if (!quote.cancellable) return <Notice tone="warn" title={t('cancelNot')} />;
  const rows = [
    [t('paid'), total],
    [quote.feePercent ? t('fee', { percent: quote.feePercent }) : t('feeNone'), -quote.fee],
  ] as const;
  return (
    <div className="grid gap-2">
      <dl className="grid gap-2 rounded-md bg-sunken p-4 text-sm">
        {rows.map(([name, amount]) => (
          <div key={name} className="flex justify-between">
            <dt className="text-muted">{name}</dt>
            <dd>
              <Price amount={amount} />
            </dd>
          </div>
        ))}
        <div className="flex justify-between border-t border-line pt-2 text-base font-bold">
          <dt>{t('refund')}</dt>
          <dd>
            <Price amount={quote.refund} />
          </dd>
        </div>
      </dl>
      <p className="text-sm text-muted">
        {t('daysLeft', { days: quote.daysLeft })} {t(`refundTo.${method}`)}
      </p>
    </div>
  );
}

/** Takes the fee that was shown, and cancels at no more than that. */
function useCancel(reservationId: string, quoteAgain: () => Promise<unknown>) {
  const t = useTranslations('my');
  const locale = toLocale(useLocale());
  const client = useQueryClient();
  return useMutation({
    mutationFn: (feeShown: number) =>
      api.post<Cancellation>(
        `/reservations/${reservationId}/cancellation`,
        { feeShown },
        { key: keptKey(`cancel:${reservationId}`) },
      ),
    // The button stays busy until the new fee is on the table.
    onError: async (error) => {
      if (isRefusal(error, 'fee_changed')) await quoteAgain();
    },
    onSuccess: async ({ refund }) => {
      const amount = refund && formatWon(refund.amount, locale);
      toast.success(t('cancelled'), {
        description:
          amount && refund ? t(`cancelledRefund.${refund.status}`, { amount }) : undefined,
      });
      await Promise.all(
        ['reservations', 'tickets', 'wallet'].map((noun) =>
          client.invalidateQueries({ queryKey: [noun] }),
        ),
      );
    },
  });
}

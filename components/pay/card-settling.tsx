'use client';

import { useQuery } from '@tanstack/react-query';
import { LoaderCircle, Undo2 } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { mayPass } from '@/components/api/ask-again';
import { api, isRefusal } from '@/components/api/client';
import { useRefusalText } from '@/components/api/use-refusal';
import { formatWon } from '@/components/format/money';
import { Button, buttonClass } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { toLocale } from '@/i18n/locale';
import type { ConfirmationInput, PaymentView } from '@/server/payments/payments.schema';
import { useConfirm, useTickets } from './use-pay';

const pollMs = 1_500;

type Props = {
  paymentId: string;
  /** Absent when somebody asked before, here or elsewhere: it is only looked at then. */
  said?: ConfirmationInput;
  /** Nothing was taken: why, or null when nothing was asked for yet. */
  onOver: (code: string | null) => void;
};

/** From the card gateway's window to the tickets: asks once, and waits for as long as the answer takes. */
export function CardSettling({ paymentId, said, onOver }: Props) {
  const confirm = useConfirm(paymentId);
  const showTickets = useTickets();
  const { mutate, error } = confirm;
  useEffect(() => {
    if (said) mutate(said);
  }, [said, mutate]);
  const looked = useLookedAt(paymentId, !said || confirm.isSuccess);
  const payment = looked.data ?? confirm.data;
  useEffect(() => {
    if (payment?.status === 'COMPLETED') showTickets(payment);
    if (payment?.status === 'FAILED') onOver(payment.failureCode ?? 'other');
    if (payment?.status === 'PENDING' && !said) onOver(null);
  }, [payment, said, showTickets, onOver]);
  useEffect(() => {
    if (isRefusal(error, 'payment_declined')) onOver(String(error.facts.code ?? 'other'));
    const isNone = isRefusal(error, ...noPayment) || isRefusal(looked.error, ...noPayment);
    if (isNone) onOver(null);
  }, [error, looked.error, onOver]);
  if (payment?.status === 'RETURNED') return <Returned amount={payment.amount} />;
  const isOver = isRefusal(error, 'payment_declined', ...noPayment);
  if (error && !mayPass(error) && !isOver)
    return <Refused error={error} onBack={() => onOver(null)} />;
  const isLong = payment?.status === 'CONFIRMING' || confirm.failureCount > 0;
  return (
    <Waiting isLong={isLong}>
      {error !== null && said && <AskAgain error={error} onAgain={() => mutate(said)} />}
    </Waiting>
  );
}

/** There is nothing to wait for: the reservation itself says what is next. */
const noPayment = ['reservation_expired', 'not_found', 'invalid_input'];

/** The payment, looked at again and again while the gateway's word is still to come. */
function useLookedAt(paymentId: string, enabled: boolean) {
  const { data, error } = useQuery({
    queryKey: ['payments', paymentId],
    enabled,
    staleTime: 0,
    gcTime: 0,
    queryFn: ({ signal }) => api.get<PaymentView>(`/payments/${paymentId}`, { signal }),
    refetchInterval: ({ state }) =>
      !state.data || state.data.status === 'CONFIRMING' ? pollMs : false,
  });
  return { data, error };
}

/** Not this payment, or not any more; nothing was taken by asking. */
function Refused({ error, onBack }: { error: unknown; onBack: () => void }) {
  const t = useTranslations('pay');
  const refusalText = useRefusalText();
  return (
    <div className="mx-auto grid w-full max-w-lg gap-4">
      <Notice tone="bad" live title={refusalText(error)} />
      <Button onClick={onBack}>{t('backToPay')}</Button>
    </div>
  );
}

function Waiting({ isLong, children }: { isLong: boolean; children?: React.ReactNode }) {
  const t = useTranslations('pay');
  return (
    <div
      role="status"
      className="mx-auto grid w-full max-w-lg justify-items-center gap-3 rounded-lg border border-line bg-surface px-6 py-12 text-center"
    >
      <LoaderCircle aria-hidden className="size-8 text-accent motion-safe:animate-spin" />
      <p className="text-lg font-bold">{t('confirming')}</p>
      <p className="text-sm text-muted">{t(isLong ? 'confirmingLong' : 'confirmingBody')}</p>
      {isLong && (
        <Link href="/my" className={buttonClass({ variant: 'secondary', size: 'sm' })}>
          {t('toMy')}
        </Link>
      )}
      {children}
    </div>
  );
}

function AskAgain({ error, onAgain }: { error: unknown; onAgain: () => void }) {
  const t = useTranslations('pay');
  const refusalText = useRefusalText();
  return (
    <>
      <Notice tone="warn" title={refusalText(error)} className="text-left" />
      <Button onClick={onAgain}>{t('confirmAgain')}</Button>
    </>
  );
}

/** Approved when the seats were gone: the money is on its way back, all of it. */
function Returned({ amount }: { amount: number }) {
  const t = useTranslations('pay');
  const won = formatWon(amount, toLocale(useLocale()));
  return (
    <div role="status">
      <EmptyState
        icon={Undo2}
        title={t('returned')}
        action={
          <Link href="/my" className={buttonClass({ variant: 'secondary' })}>
            {t('toMy')}
          </Link>
        }
      >
        {t('returnedBody', { amount: won })}
      </EmptyState>
    </div>
  );
}

'use client';

import { ChevronDown } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { useWallet } from '@/components/api/queries';
import { useRefusalText } from '@/components/api/use-refusal';
import { useServerNow } from '@/components/api/use-server-now';
import { formatWon } from '@/components/format/money';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Countdown } from '@/components/ui/countdown';
import { Notice } from '@/components/ui/notice';
import { Price } from '@/components/ui/price';
import { Skeleton } from '@/components/ui/skeleton';
import { TopUp } from '@/components/ui/top-up';
import { toLocale } from '@/i18n/locale';
import type { PaymentMethod } from '@/server/payments/payments.schema';
import type { ReservationView } from '@/server/reservations/reservations.schema';
import { declinedKind } from './declined';
import { GiveUp } from './give-up';
import { Methods } from './methods';
import { useCard, usePay } from './use-pay';

const hurryMs = 60_000;

type Props = {
  reservation: ReservationView;
  concertId?: string;
  methods: readonly PaymentMethod[];
  /** The gateway's word on the try before this one. */
  declinedCode?: string;
};

/** Time left, with what to pay, and the one button. */
export function Checkout({ reservation, concertId, methods, declinedCode }: Props) {
  const t = useTranslations('pay');
  const locale = toLocale(useLocale());
  const refusalText = useRefusalText();
  const wallet = useWallet().data;
  const [method, setMethod] = useState<PaymentMethod>(declinedCode ? 'card' : 'wallet');
  const [fromWallet, byCard] = [usePay(reservation.id), useCard(reservation.id)];
  const pay = method === 'card' ? byCard : fromWallet;
  const busy = [fromWallet, byCard].some(({ isPending, isSuccess }) => isPending || isSuccess);
  const missing =
    method === 'wallet' && wallet ? Math.max(0, reservation.total - wallet.balance) : 0;
  return (
    <section
      aria-label={t('checkout')}
      className="grid gap-4 rounded-lg border border-line bg-surface p-4 md:sticky md:top-24 md:p-6"
    >
      <TimeLeft until={reservation.expiresAt} />
      {declinedCode && !byCard.isError && <DeclinedNotice code={declinedCode} />}
      {methods.length > 1 && (
        <Methods methods={methods} chosen={method} onChoose={setMethod} disabled={busy} />
      )}
      {method === 'wallet' && <Balance balance={wallet?.balance} total={reservation.total} />}
      {missing > 0 && <TopUp missing={missing} />}
      {pay.isPending && pay.failureCount > 0 && (
        <Notice tone="warn" live title={t('unsure')}>
          {t('unsureBody')}
        </Notice>
      )}
      {pay.isError && <Notice tone="bad" live title={refusalText(pay.error)} />}
      <div
        className={cn(
          'grid',
          // In reach of a thumb, once it is the next thing to do.
          !missing &&
            'max-md:sticky max-md:bottom-0 max-md:-mx-4 max-md:border-t max-md:border-line max-md:bg-surface max-md:p-4',
        )}
      >
        <Button
          size="lg"
          busy={busy}
          disabled={(method === 'wallet' && !wallet) || missing > 0}
          aria-label={busy ? t(method === 'card' ? 'opening' : 'paying') : undefined}
          onClick={() => pay.mutate()}
        >
          {t(method === 'card' ? 'payByCard' : 'pay', {
            amount: formatWon(reservation.total, locale),
          })}
        </Button>
      </div>
      <details className="group text-sm">
        <summary className="flex min-h-11 cursor-pointer list-none items-center justify-between font-semibold">
          {t('ifFails')}
          <ChevronDown aria-hidden className="size-4 text-muted group-open:rotate-180" />
        </summary>
        <p className="text-muted">{t(method === 'card' ? 'ifCardFailsBody' : 'ifFailsBody')}</p>
      </details>
      <GiveUp reservationId={reservation.id} concertId={concertId} disabled={busy} />
    </section>
  );
}

/** Why the card was not charged; the money and the seats are where they were. */
function DeclinedNotice({ code }: { code: string }) {
  const t = useTranslations('pay.declined');
  const kind = declinedKind(code);
  return (
    <Notice tone={kind === 'closed' ? 'info' : 'bad'} live title={t(kind)}>
      {t('safe')}
    </Notice>
  );
}

function TimeLeft({ until }: { until: string }) {
  const t = useTranslations('pay');
  const now = useServerNow();
  const hurry = Date.parse(until) - now < hurryMs;
  return (
    <div className="grid gap-2">
      <p className="flex items-baseline justify-between">
        <span className="text-sm text-muted">{t('left')}</span>
        <Countdown until={until} className={`text-xl font-bold ${hurry ? 'text-bad' : ''}`} />
      </p>
      <div role="status">{hurry && <Notice tone="warn" title={t('hurry')} />}</div>
    </div>
  );
}

function Balance({ balance, total }: { balance?: number; total: number }) {
  const t = useTranslations('pay');
  const locale = toLocale(useLocale());
  const after = balance === undefined ? undefined : balance - total;
  const blank = <Skeleton className="h-5 w-20" />;
  return (
    <dl className="grid gap-1 rounded-md bg-sunken p-4 text-sm">
      <div className="flex justify-between">
        <dt className="text-muted">{t('balance')}</dt>
        <dd>{balance === undefined ? blank : <Price amount={balance} />}</dd>
      </div>
      <div className="flex justify-between">
        <dt className="text-muted">{t('after')}</dt>
        <dd className="font-semibold">
          {after === undefined && blank}
          {after !== undefined && after >= 0 && <Price amount={after} />}
          {after !== undefined && after < 0 && (
            <span className="text-bad">{t('short', { amount: formatWon(-after, locale) })}</span>
          )}
        </dd>
      </div>
    </dl>
  );
}

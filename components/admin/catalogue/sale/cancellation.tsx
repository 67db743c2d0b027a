'use client';

import { useLocale, useTranslations } from 'next-intl';
import { formatWon } from '@/components/format/money';
import { formatDateTime } from '@/components/format/time';
import { Notice } from '@/components/ui/notice';
import { toLocale } from '@/i18n/locale';
import type { Sale } from '@/server/schedules/schedules.schema';

type Props = { cancellation: NonNullable<Sale['cancellation']> };

/** A show that was cancelled: who did it and why, and how far its refunds are. */
export function Cancellation({ cancellation }: Props) {
  const t = useTranslations('adminCatalogue.sale.cancelShow');
  const locale = toLocale(useLocale());
  const { cancelledAt, by, reason, total, done, refundedWon, requestedWon } = cancellation;
  const time = formatDateTime(cancelledAt, locale);
  return (
    <Notice tone="bad" title={t('cancelled')} live>
      <p>{t('why', { time, by, reason })}</p>
      <p className="font-semibold">{t(done < total ? 'progress' : 'finished', { done, total })}</p>
      <progress className="w-full accent-bad" max={Math.max(1, total)} value={total ? done : 1}>
        {t('progress', { done, total })}
      </progress>
      <p>
        {t('refunded', { amount: formatWon(refundedWon, locale) })}
        {requestedWon > 0 && ` · ${t('requested', { amount: formatWon(requestedWon, locale) })}`}
      </p>
    </Notice>
  );
}

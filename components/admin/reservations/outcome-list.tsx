'use client';

import { useLocale, useTranslations } from 'next-intl';
import { formatWon } from '@/components/format/money';
import { toLocale } from '@/i18n/locale';
import type { CancelOutcome } from './use-cancel-all';

/** One line a reservation: what came back to whom, or why nothing did. */
export function OutcomeList({ outcomes }: { outcomes: CancelOutcome[] }) {
  const t = useTranslations('adminReservations');
  const locale = toLocale(useLocale());
  if (outcomes.length === 0) return null;
  return (
    <ul
      aria-label={t('outcomes')}
      className="grid gap-1 rounded-md border border-line bg-surface px-3 py-2 text-sm"
    >
      {outcomes.map(({ reservation: { id, buyer }, refund, why }) => (
        <li key={id} className={why ? 'text-bad' : 'text-good'}>
          {why
            ? t('refused', { name: buyer.name, why })
            : t(refund ? 'refunded' : 'freed', {
                name: buyer.name,
                amount: formatWon(refund, locale),
              })}
        </li>
      ))}
    </ul>
  );
}

'use client';

import { useLocale, useTranslations } from 'next-intl';
import { groupDigits } from '@/components/format/money';
import { formatDateTime } from '@/components/format/time';
import { toLocale } from '@/i18n/locale';
import type { Sale } from '@/server/schedules/schedules.schema';

/** What staff did to this sale, and why. */
export function Actions({ actions }: { actions: Sale['actions'] }) {
  const t = useTranslations('adminCatalogue.sale');
  const locale = toLocale(useLocale());
  return (
    <section className="grid gap-3">
      <h2 className="text-base">{t('actions')}</h2>
      {actions.length === 0 && <p className="text-sm text-muted">{t('noActions')}</p>}
      <ol className="grid gap-3">
        {actions.map(({ at, by, reason, changed }) => (
          <li key={at} className="grid gap-0.5 border-l-2 border-line pl-3 text-sm">
            {Object.entries(changed).map(([name, { from, to }]) => (
              <span key={name} className="font-semibold">
                {t(`changed.${name as keyof Sale['actions'][0]['changed']}`, {
                  from: shown(from),
                  to: shown(to),
                })}
              </span>
            ))}
            <span>{reason}</span>
            <span className="text-muted">
              {formatDateTime(at, locale)} · {by}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

const shown = (value: number | boolean) =>
  typeof value === 'number' ? groupDigits(value) : String(value);

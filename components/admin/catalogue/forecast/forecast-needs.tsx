'use client';

import { useLocale, useTranslations } from 'next-intl';
import { groupDigits } from '@/components/format/money';
import { formatSpan } from '@/components/format/span';
import { Table, Td, Th } from '@/components/ui/table';
import { toLocale } from '@/i18n/locale';
import type { Forecast } from '@/server/forecast';

/** What the busiest second asks of each part, and how many of it that takes. */
export function ForecastNeeds({ needs }: Pick<Forecast, 'needs'>) {
  const t = useTranslations('adminForecast.needs');
  const locale = toLocale(useLocale());
  return (
    <section className="grid gap-3">
      <h2 className="text-base">{t('title')}</h2>
      <Table aria-label={t('title')}>
        <thead>
          <tr>
            <Th className="px-0">{t('part')}</Th>
            <Th className="text-right">{t('peak')}</Th>
            <Th className="text-right">{t('one')}</Th>
            <Th className="pr-0 text-right">{t('needed')}</Th>
          </tr>
        </thead>
        <tbody>
          {needs.map(({ part, unit, peak, most, needed, behindMs }) => (
            <tr key={`${part} ${unit}`}>
              <Th scope="row" className="px-0 font-normal whitespace-normal text-ink">
                {t(`parts.${part}`)}
              </Th>
              <Td className="text-right whitespace-nowrap">
                {t(`units.${unit}`, { count: peak })}
              </Td>
              <Td className="text-right tabular-nums">{groupDigits(most)}</Td>
              <Td className="pr-0 text-right tabular-nums">
                {needed}
                {behindMs >= 1_000 && (
                  <span className="block text-xs text-warn">
                    {t('behind', { time: formatSpan(behindMs, locale) })}
                  </span>
                )}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
      <p className="text-xs text-muted">{t('source')}</p>
    </section>
  );
}

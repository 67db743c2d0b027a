'use client';

import { useLocale, useTranslations } from 'next-intl';
import { groupDigits } from '@/components/format/money';
import { formatSpan } from '@/components/format/span';
import { Table, Td, Th } from '@/components/ui/table';
import { type Locale, toLocale } from '@/i18n/locale';
import type { Forecast } from '@/server/forecast';
import type { Spread } from '@/server/forecast/forecast.schema';
import { ForecastNeeds } from './forecast-needs';
import { Histogram } from './histogram';
import { SaleCourse } from './sale-course';

/** The outcome in words first, then how far the crowds differ, then what the site needs for it. */
export function ForecastOutcome({ result }: { result: Forecast }) {
  const t = useTranslations('adminForecast');
  const locale = toLocale(useLocale());
  return (
    <>
      <InWords result={result} locale={locale} />
      <Figures result={result} locale={locale} />
      <section className="grid gap-4">
        <h2 className="text-base">{t('plots.title', { crowds: result.run.seeds })}</h2>
        <div className="grid gap-6 xl:grid-cols-2">
          <Histogram
            title={t('plots.emptied')}
            values={result.seeds.emptiedMs}
            crowds={result.run.seeds}
          />
          <Histogram
            title={t('plots.wait')}
            values={result.seeds.waitMedianMs}
            crowds={result.run.seeds}
          />
        </div>
        <SaleCourse series={result.series} seats={result.scenario.seats} />
      </section>
      <ForecastNeeds needs={result.needs} />
      <p className="text-xs text-muted">{t('basis', { crowds: result.run.seeds })}</p>
    </>
  );
}

type Shown = { result: Forecast; locale: Locale };

function InWords({ result, locale }: Shown) {
  const t = useTranslations('adminForecast.words');
  const { emptiedMs, wait, emptyHanded, seatsSold, scenario, bound } = result;
  return (
    <section className="grid gap-2 rounded-lg border border-line bg-surface p-4" role="status">
      <h2 className="text-xl font-bold tracking-tight">
        {emptiedMs
          ? t('soldOut', { time: formatSpan(emptiedMs.p50, locale) })
          : t('seatsLeft', { seats: scenario.seats - seatsSold.p50 })}
      </h2>
      {emptiedMs && (
        <p>
          {t('likely', {
            least: formatSpan(emptiedMs.p5, locale),
            most: formatSpan(emptiedMs.p95, locale),
          })}
        </p>
      )}
      {wait && (
        <p>
          {t('wait', {
            median: formatSpan(wait.medianMs.p50, locale),
            longest: formatSpan(wait.longestMs.p50, locale),
          })}
        </p>
      )}
      <p>{t('emptyHanded', { count: emptyHanded.p50, fans: scenario.fans })}</p>
      <p className="text-sm text-muted">{t(`bound.${bound}`)}</p>
    </section>
  );
}

type FigureName =
  | ('emptied' | 'soldOut' | 'waitMedian' | 'waitLongest' | 'entered' | 'seatsSold')
  | ('tickets' | 'emptyHanded' | 'left' | 'sockets' | 'orders');

function Figures({ result, locale }: Shown) {
  const t = useTranslations('adminForecast.figures');
  const time = (ms: number) => formatSpan(ms, locale);
  const { wait, fates } = result;
  const rows: [FigureName, Spread | null, (value: number) => string][] = [
    ['emptied', result.emptiedMs, time],
    ['soldOut', result.sellOutMs, time],
    ['waitMedian', wait && wait.medianMs, time],
    ['waitLongest', wait && wait.longestMs, time],
    ['entered', result.entered, groupDigits],
    ['seatsSold', result.seatsSold, groupDigits],
    ['tickets', fates.ticket, groupDigits],
    ['emptyHanded', result.emptyHanded, groupDigits],
    ['left', fates.left, groupDigits],
    ['sockets', result.peaks.sockets, groupDigits],
    ['orders', result.peaks.orders, groupDigits],
  ];
  return (
    <section className="grid gap-3">
      <h2 className="text-base">{t('title')}</h2>
      <Table aria-label={t('title')}>
        <thead>
          <tr>
            <Th className="px-0">{t('figure')}</Th>
            <Th className="text-right">{t('low')}</Th>
            <Th className="text-right">{t('middle')}</Th>
            <Th className="pr-0 text-right">{t('high')}</Th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, spread, shown]) => (
            <tr key={name}>
              <Th scope="row" className="px-0 font-normal whitespace-normal text-ink">
                {t(name)}
              </Th>
              {(['p5', 'p50', 'p95'] as const).map((at) => (
                <Td key={at} className="text-right whitespace-nowrap tabular-nums last:pr-0">
                  {spread ? shown(spread[at]) : t('never')}
                </Td>
              ))}
            </tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}

'use client';

import { useLocale, useTranslations } from 'next-intl';
import { formatSpan } from '@/components/format/span';
import { toLocale } from '@/i18n/locale';

type Props = {
  title: string;
  /** Of each crowd in which it came to that, ms. */
  values: number[];
  crowds: number;
};

const bars = 24;
const size = { width: 480, height: 120, foot: 4 };

/** In how many crowds it took so long: a bar for each stretch of time. The table above says the same in numbers. */
export function Histogram({ title, values, crowds }: Props) {
  const t = useTranslations('adminForecast.plots');
  const locale = toLocale(useLocale());
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const counts = countsOf(values, least, most);
  const highest = Math.max(1, ...counts);
  const width = size.width / bars;
  const scale = (size.height - size.foot) / highest;
  if (values.length === 0)
    return (
      <figure className="grid content-start gap-2">
        <figcaption className="text-sm font-semibold">{title}</figcaption>
        <p className="text-sm text-muted">{t('noCrowd')}</p>
      </figure>
    );
  const [from, to] = [formatSpan(least, locale), formatSpan(most, locale)];
  return (
    <figure className="grid min-w-0 gap-2">
      <figcaption className="text-sm font-semibold">{title}</figcaption>
      <svg
        role="img"
        aria-label={t('histogram', { title, from, to, count: values.length, crowds })}
        viewBox={`0 0 ${size.width} ${size.height}`}
        className="h-auto w-full"
      >
        {counts.map((count, index) => (
          <rect
            key={index}
            x={index * width + 1}
            y={size.height - size.foot - count * scale}
            width={width - 2}
            height={count * scale}
            className="fill-accent"
          />
        ))}
        <line
          x1="0"
          x2={size.width}
          y1={size.height - 1}
          y2={size.height - 1}
          className="stroke-edge"
        />
      </svg>
      <p className="flex justify-between text-xs text-muted" aria-hidden>
        <span>{from}</span>
        <span>{to}</span>
      </p>
    </figure>
  );
}

function countsOf(values: number[], least: number, most: number): number[] {
  const counts = Array.from({ length: bars }, () => 0);
  const step = Math.max(1, most - least) / bars;
  for (const value of values) counts[Math.min(bars - 1, Math.floor((value - least) / step))]!++;
  return counts;
}

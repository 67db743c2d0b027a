'use client';

import { useLocale, useTranslations } from 'next-intl';
import { groupDigits } from '@/components/format/money';
import { formatSpan } from '@/components/format/span';
import { cn } from '@/components/ui/cn';
import { toLocale } from '@/i18n/locale';
import type { Forecast } from '@/server/forecast';

type Props = Pick<Forecast, 'series'> & { seats: number };
type Name = 'waiting' | 'inside' | 'sold';

const size = { width: 480, height: 140 };
/** Told apart by their dashes too, and not by colour alone. */
const lines: { name: Name; stroke: string; dash?: string }[] = [
  { name: 'waiting', stroke: 'stroke-accent' },
  { name: 'inside', stroke: 'stroke-warn', dash: '6 4' },
  { name: 'sold', stroke: 'stroke-good', dash: '2 3' },
];

/** How the middle sale goes: each line to its own height, which its name says. */
export function SaleCourse({ series, seats }: Props) {
  const t = useTranslations('adminForecast.plots');
  const locale = toLocale(useLocale());
  const endMs = Math.max(1, series.at(-1)?.atMs ?? 1);
  const mostOf = (name: Name) =>
    name === 'sold' ? seats : Math.max(1, ...series.map((point) => point[name]));
  const points = (name: Name) =>
    series
      .map((point) => {
        const x = (point.atMs / endMs) * size.width;
        const y = size.height - 2 - (point[name] / mostOf(name)) * (size.height - 4);
        return `${x.toFixed(1)},${y.toFixed(1)}`;
      })
      .join(' ');
  return (
    <figure className="grid min-w-0 gap-2">
      <figcaption className="text-sm font-semibold">{t('course')}</figcaption>
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
        {lines.map(({ name, stroke, dash }) => (
          <li key={name} className="flex items-center gap-2">
            <svg aria-hidden viewBox="0 0 24 4" className="h-1 w-6">
              <Stroke points="0,2 24,2" stroke={stroke} dash={dash} />
            </svg>
            {t(name, { most: groupDigits(mostOf(name)) })}
          </li>
        ))}
      </ul>
      <svg
        role="img"
        aria-label={t('courseLabel', { time: formatSpan(endMs, locale) })}
        viewBox={`0 0 ${size.width} ${size.height}`}
        className="h-auto w-full rounded-md bg-sunken"
      >
        {lines.map(({ name, stroke, dash }) => (
          <Stroke key={name} points={points(name)} stroke={stroke} dash={dash} />
        ))}
      </svg>
      <p className="flex justify-between text-xs text-muted" aria-hidden>
        <span>{t('opening')}</span>
        <span>{formatSpan(endMs, locale)}</span>
      </p>
    </figure>
  );
}

function Stroke({ points, stroke, dash }: { points: string; stroke: string; dash?: string }) {
  return (
    <polyline
      points={points}
      fill="none"
      strokeWidth="2"
      strokeLinejoin="round"
      strokeDasharray={dash}
      className={cn(stroke)}
    />
  );
}

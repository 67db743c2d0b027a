'use client';

import { useLocale, useTranslations } from 'next-intl';
import { formatTime } from '@/components/format/time';
import { Badge, type Tone as BadgeTone } from '@/components/ui/badge';
import { toLocale } from '@/i18n/locale';
import { tones, type Tone } from './outcome';
import { useParticulars } from './outcome-panel';
import type { Result } from './use-admission';

const badges: Record<Tone, BadgeTone> = {
  good: 'good',
  warn: 'warn',
  bad: 'bad',
  fault: 'neutral',
};

/** The last tickets at this device, newest first. */
export function RecentList({ results }: { results: Result[] }) {
  const t = useTranslations('door');
  const locale = toLocale(useLocale());
  const particulars = useParticulars();
  return (
    <section aria-labelledby="recent" className="grid gap-2">
      <h2 id="recent" className="text-sm font-semibold">
        {t('recent')}
      </h2>
      {results.length === 0 && <p className="text-sm text-muted">{t('recentNone')}</p>}
      <ol className="divide-y divide-line">
        {results.map(({ id, at, outcome }) => (
          <li key={id} className="flex items-center gap-3 py-2 text-sm">
            <span className="text-muted">{formatTime(at, locale)}</span>
            <Badge tone={badges[tones[outcome.kind]]}>{t(`outcome.${outcome.kind}`)}</Badge>
            <span className="min-w-0 flex-1 truncate">{particulars(outcome)[0]}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

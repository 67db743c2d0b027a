'use client';

import { useLocale, useTranslations } from 'next-intl';
import type { MouseEvent } from 'react';
import { textIn } from '@/components/format/text';
import { formatDays } from '@/components/format/time';
import { Poster } from '@/components/poster/poster';
import { cn } from '@/components/ui/cn';
import { toLocale, type Locale } from '@/i18n/locale';
import type { Concert } from '@/server/concerts/concerts.schema';

type Props = {
  id: string;
  query: string;
  failed: boolean;
  concerts: Concert[];
  active: number;
  onPick: (path: string) => void;
};

/** The field's blur closes the list: it must not come before the click. */
const keepFocus = (event: MouseEvent) => event.preventDefault();

/** What a search found, under its field. The field keeps the focus; a pointer may pick too. */
export default function SearchResults({ id, query, failed, concerts, active, onPick }: Props) {
  const t = useTranslations('common.search');
  const locale = toLocale(useLocale());
  return (
    <div className="absolute inset-x-0 top-full z-50 mt-2 min-w-72 appear overflow-hidden rounded-lg border border-line bg-surface shadow-raised">
      {failed && <p className="p-4 text-sm text-bad">{t('failed')}</p>}
      {!failed && concerts.length === 0 && (
        <div className="p-4 text-sm">
          <p className="font-semibold">{t('none', { query })}</p>
          <p className="text-muted">{t('noneHint')}</p>
        </div>
      )}
      <ul id={id} role="listbox" aria-label={t('results')} className="p-2 empty:p-0">
        {concerts.map((concert, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the field has the keyboard
          <li
            key={concert.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            onMouseDown={keepFocus}
            onClick={() => onPick(`/concerts/${concert.id}`)}
            className={cn(
              'flex cursor-pointer items-center gap-3 rounded-md p-2 hover:bg-sunken',
              index === active && 'bg-sunken',
            )}
          >
            <Result concert={concert} locale={locale} />
          </li>
        ))}
      </ul>
      {concerts.length > 0 && (
        <a
          href={`/concerts?query=${encodeURIComponent(query)}`}
          onMouseDown={keepFocus}
          className="flex min-h-11 items-center border-t border-line px-4 text-sm font-semibold text-accent hover:bg-sunken"
        >
          {t('all', { query })}
        </a>
      )}
    </div>
  );
}

function Result({ concert, locale }: { concert: Concert; locale: Locale }) {
  const [title, artist] = [textIn(concert.title, locale), textIn(concert.artist, locale)];
  const days =
    concert.firstStartsAt &&
    formatDays(concert.firstStartsAt, concert.lastStartsAt ?? concert.firstStartsAt, locale);
  return (
    <>
      <span className="w-10 shrink-0">
        <Poster seed={concert.posterSeed} title={title} artist={artist} />
      </span>
      <span className="min-w-0 flex-1">
        <span className="block truncate text-sm font-semibold">{title}</span>
        <span className="block truncate text-xs text-muted">
          {[artist, days].filter(Boolean).join(' · ')}
        </span>
      </span>
    </>
  );
}

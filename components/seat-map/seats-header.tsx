'use client';

import { ChevronLeft, List, Map as MapIcon } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { textIn } from '@/components/format/text';
import { formatDateTime } from '@/components/format/time';
import { cn } from '@/components/ui/cn';
import { Link } from '@/components/ui/link';
import { toLocale } from '@/i18n/locale';
import type { ScheduleDetail } from '@/server/schedules/schedules.schema';

export type SeatView = 'map' | 'list';
type Props = { schedule: ScheduleDetail; view: SeatView; onView: (view: SeatView) => void };

/** Which show this is, the way back, and the switch between map and list. */
export function SeatsHeader({ schedule, view, onView }: Props) {
  const t = useTranslations('seatMap');
  const locale = toLocale(useLocale());
  return (
    <div className="flex h-14 shrink-0 items-center gap-2 border-b border-line bg-bg px-2 md:h-16 md:px-4">
      <Link
        href={`/concerts/${schedule.concert.id}`}
        aria-label={t('back')}
        className="grid size-11 shrink-0 place-items-center rounded-md hover:bg-sunken"
      >
        <ChevronLeft aria-hidden className="size-6" />
      </Link>
      <div className="min-w-0 flex-1">
        <h1 className="truncate text-base md:text-lg">
          <span className="sr-only">{t('title', { title: '' })} </span>
          {textIn(schedule.concert.title, locale)}
        </h1>
        <p className="truncate text-xs text-muted md:text-sm">
          {formatDateTime(schedule.startsAt, locale)} · {textIn(schedule.venue.name, locale)}
        </p>
      </div>
      <div role="group" aria-label={t('view.label')} className="flex rounded-md bg-sunken p-0.5">
        <ViewButton isOn={view === 'map'} label={t('view.map')} onClick={() => onView('map')}>
          <MapIcon aria-hidden className="size-4" />
        </ViewButton>
        <ViewButton isOn={view === 'list'} label={t('view.list')} onClick={() => onView('list')}>
          <List aria-hidden className="size-4" />
        </ViewButton>
      </div>
    </div>
  );
}

function ViewButton(props: {
  isOn: boolean;
  label: string;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      aria-pressed={props.isOn}
      onClick={props.onClick}
      className={cn(
        'flex min-h-11 items-center gap-1.5 rounded-md px-3 text-sm font-semibold text-muted md:min-h-9',
        props.isOn && 'bg-surface text-ink',
      )}
    >
      {props.children}
      {props.label}
    </button>
  );
}

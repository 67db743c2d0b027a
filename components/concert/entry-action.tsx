'use client';

import { useLocale, useTranslations } from 'next-intl';
import { queuePath, type SaleState } from '@/components/format/sale';
import { formatDateTime } from '@/components/format/time';
import { buttonClass } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Countdown } from '@/components/ui/countdown';
import { toLocale } from '@/i18n/locale';
import type { Schedule } from '@/server/schedules/schedules.schema';

type Props = { schedule: Schedule; state: SaleState };

/** The door of the chosen date; on a phone at the bottom edge, in reach of a thumb. */
export function EntryAction({ schedule, state }: Props) {
  const t = useTranslations('concert');
  const locale = toLocale(useLocale());
  const enters = state === 'lobby' || state === 'open';
  const until = state === 'soon' ? schedule.lobbyOpensAt : schedule.opensAt;
  return (
    <div className="sticky bottom-0 z-30 -mx-4 grid gap-2 border-t border-line bg-bg px-4 pt-3 pb-[max(12px,env(safe-area-inset-bottom))] md:static md:mx-0 md:rounded-lg md:border md:bg-surface md:p-4">
      <div className="flex min-h-14 items-center justify-between gap-4">
        <div className="min-w-0">
          <p className="truncate text-sm text-muted">{formatDateTime(schedule.startsAt, locale)}</p>
          {(state === 'soon' || state === 'lobby') && (
            <p className="flex flex-wrap gap-x-2 font-semibold">
              {t(state === 'soon' ? 'action.soon' : 'action.lobbyIn')}
              <Countdown until={until} className="text-accent" />
            </p>
          )}
          {(state === 'soldOut' || state === 'over' || state === 'cancelled') && (
            <p className="font-semibold">{t(`action.${state}`)}</p>
          )}
        </div>
        {enters && (
          <a
            href={queuePath(schedule.id)}
            className={cn(buttonClass({ size: 'lg' }), 'min-w-40 max-md:flex-1')}
          >
            {t(`action.${state}`)}
          </a>
        )}
      </div>
      {state === 'soon' && (
        <p className="text-sm text-muted max-md:hidden">
          {t('soonNote', {
            lobby: formatDateTime(schedule.lobbyOpensAt, locale),
            opens: formatDateTime(schedule.opensAt, locale),
          })}
        </p>
      )}
      {state === 'soldOut' && <p className="text-sm text-muted">{t('soldOutNote')}</p>}
    </div>
  );
}

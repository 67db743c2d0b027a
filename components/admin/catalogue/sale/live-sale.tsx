'use client';

import { useLocale, useTranslations } from 'next-intl';
import { formatDateTime } from '@/components/format/time';
import { Countdown } from '@/components/ui/countdown';
import { Notice } from '@/components/ui/notice';
import { toLocale } from '@/i18n/locale';
import type { AdminSchedule, Sale } from '@/server/schedules/schedules.schema';
import { PhaseBadge, phaseOf } from '../phase-badge';
import { Actions } from './actions';
import { CancelShow } from './cancel-show';
import { Cancellation } from './cancellation';
import { Control } from './control';
import { Grades } from './grades';
import { Numbers } from './numbers';
import { OpenNow } from './open-now';
import { PauseButton } from './pause-button';
import { PaceForm } from './pace-form';
import { useSale } from './use-sale';

/** One sale as it goes, and its levers. */
export function LiveSale({ schedule, initial }: { schedule: AdminSchedule; initial: Sale }) {
  const t = useTranslations('adminCatalogue.sale');
  const locale = toLocale(useLocale());
  const { sale, stale } = useSale(initial);
  const nowMs = Date.parse(sale.now);
  const { cancellation } = sale;
  const live = {
    ...schedule,
    paused: sale.paused,
    seatsLeft: sale.seats.available,
    cancelledAt: cancellation?.cancelledAt ?? schedule.cancelledAt,
  };
  const phase = phaseOf(live, nowMs);
  const notOpen = phase === 'before' || phase === 'lobby';
  return (
    <div className="grid gap-8">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <PhaseBadge schedule={live} nowMs={nowMs} />
        <p className="mr-auto text-sm text-muted">
          {notOpen
            ? t('opensAt', { time: formatDateTime(schedule.opensAt, locale) })
            : t('closesAt', { time: formatDateTime(schedule.closesAt, locale) })}
          {notOpen && (
            <>
              {' · '}
              {t('opensIn')}{' '}
              <Countdown until={schedule.opensAt} className="font-semibold text-ink" />
            </>
          )}
        </p>
        {notOpen && <OpenNow scheduleId={schedule.id} />}
        {!cancellation && <PauseButton scheduleId={schedule.id} paused={sale.paused} />}
      </div>
      {cancellation && <Cancellation cancellation={cancellation} />}
      {sale.paused && !cancellation && (
        <Notice tone="bad" title={t('pausedNotice')} live>
          {t('pausedHint')}
        </Notice>
      )}
      <section className="grid gap-3">
        <h2 className="sr-only">{t('numbers')}</h2>
        <Numbers sale={sale} />
        <p className="text-xs text-muted" role="status">
          {stale ? t('stale', { time: formatDateTime(sale.now, locale) }) : t('live')}
        </p>
      </section>
      <div className="grid items-start gap-8 lg:grid-cols-[minmax(0,1fr)_320px]">
        <Grades sale={sale} />
        <div className="grid gap-8">
          {!cancellation && <Levers schedule={schedule} sale={sale} />}
          {(!cancellation || sale.actions.length > 0) && <Actions actions={sale.actions} />}
          {!cancellation && <CancelShow scheduleId={schedule.id} soldSeats={sale.seats.sold} />}
        </div>
      </div>
    </div>
  );
}

function Levers({ schedule, sale }: { schedule: AdminSchedule; sale: Sale }) {
  return (
    <>
      {sale.control && <Control control={sale.control} scheduleId={schedule.id} />}
      <PaceForm
        key={`${sale.admissionsPerMinute} ${sale.capacity}`}
        scheduleId={schedule.id}
        admissionsPerMinute={sale.admissionsPerMinute}
        capacity={sale.capacity}
      />
    </>
  );
}

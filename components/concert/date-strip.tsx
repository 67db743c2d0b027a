'use client';

import { useLocale, useTranslations } from 'next-intl';
import { RadioGroup } from 'radix-ui';
import { saleState, type SaleState } from '@/components/format/sale';
import { dayOf, formatDate, formatDateTime, formatTime } from '@/components/format/time';
import { cn } from '@/components/ui/cn';
import { toLocale } from '@/i18n/locale';
import type { Schedule } from '@/server/schedules/schedules.schema';

type Props = {
  schedules: Schedule[];
  chosenId: string;
  now: number;
  onChoose: (id: string) => void;
};

const tones: Record<SaleState, string> = {
  soon: 'text-accent',
  lobby: 'text-accent',
  open: 'text-good',
  soldOut: 'text-muted',
  over: 'text-muted',
  cancelled: 'text-bad',
};

/** The dates as one row to swipe; arrows move the choice. */
export function DateStrip({ schedules, chosenId, now, onChoose }: Props) {
  const t = useTranslations('concert');
  const locale = toLocale(useLocale());
  return (
    <RadioGroup.Root
      aria-labelledby="dates"
      orientation="horizontal"
      value={chosenId}
      onValueChange={onChoose}
      className="-m-1 flex gap-2 overflow-x-auto p-1"
    >
      {schedules.map((schedule) => {
        const day = dayOf(schedule.startsAt, locale);
        const state = saleState(schedule, now);
        const label = t(`state.${state}`, { date: formatDate(schedule.opensAt, locale) });
        return (
          <RadioGroup.Item
            key={schedule.id}
            value={schedule.id}
            aria-label={`${formatDateTime(schedule.startsAt, locale)}, ${label}`}
            className={cn(
              'grid min-w-28 shrink-0 justify-items-center rounded-lg border border-line bg-surface px-4 py-3',
              'hover:bg-sunken data-[state=checked]:border-accent data-[state=checked]:bg-accent-soft',
              'data-[state=checked]:ring-1 data-[state=checked]:ring-accent',
            )}
          >
            <span className="text-xs text-muted">{day.month}</span>
            <span className="text-xl font-bold">
              {day.day} <span className="text-sm font-normal">({day.weekday})</span>
            </span>
            <span className="text-sm">{formatTime(schedule.startsAt, locale)}</span>
            <span className={cn('mt-1 min-h-4 text-xs font-semibold', tones[state])}>{label}</span>
          </RadioGroup.Item>
        );
      })}
    </RadioGroup.Root>
  );
}

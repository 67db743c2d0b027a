'use client';

import { useQuery } from '@tanstack/react-query';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/components/api/client';
import { useServerNow } from '@/components/api/use-server-now';
import { saleState } from '@/components/format/sale';
import { formatTime } from '@/components/format/time';
import { toLocale } from '@/i18n/locale';
import type { Schedule } from '@/server/schedules/schedules.schema';
import { DateStrip } from './date-strip';
import { EntryAction } from './entry-action';
import { GradeTable } from './grade-table';

const refreshMs = 5_000;

type Props = { concertId: string; schedules: Schedule[]; first?: string };

/** The dates, and for the chosen one its seats, prices and door. Seats left keep themselves fresh. */
export function ScheduleBoard({ concertId, schedules: known, first }: Props) {
  const t = useTranslations('concert');
  const now = useServerNow();
  const schedules = useFreshSchedules(concertId, known);
  const [chosenId, setChosenId] = useState(first ?? known[0]!.id);
  const chosen = schedules.find((schedule) => schedule.id === chosenId) ?? schedules[0]!;
  const state = saleState(chosen, now);
  return (
    <div className="grid gap-6">
      <section className="grid gap-3" aria-labelledby="dates">
        <h2 id="dates" className="text-lg">
          {t('dates')}
        </h2>
        <DateStrip schedules={schedules} chosenId={chosen.id} now={now} onChoose={setChosenId} />
      </section>
      <section className="grid gap-3" aria-labelledby="grades">
        <h2 id="grades" className="text-lg">
          {t('grades')}
        </h2>
        <GradeTable schedule={chosen} />
        <p className="text-sm text-muted">
          {t('limit', { count: chosen.seatsPerPersonMax })}{' '}
          {chosen.requiresVerifiedEmail && t('verified')}{' '}
          {chosen.requiresIdentity && t('identified')}
        </p>
      </section>
      <EntryAction schedule={chosen} state={state} />
      {(state === 'soon' || state === 'lobby') && <WhatHappens schedule={chosen} />}
    </div>
  );
}

function useFreshSchedules(concertId: string, known: Schedule[]): Schedule[] {
  const { data } = useQuery({
    queryKey: ['schedules', concertId],
    initialData: { schedules: known },
    initialDataUpdatedAt: 0,
    refetchInterval: refreshMs,
    queryFn: ({ signal }) =>
      api.get<{ schedules: Schedule[] }>(`/concerts/${concertId}/schedules`, { signal }),
  });
  return data.schedules.length ? data.schedules : known;
}

function WhatHappens({ schedule }: { schedule: Schedule }) {
  const t = useTranslations('concert.opening');
  const locale = toLocale(useLocale());
  const lines = [
    t('draw', { time: formatTime(schedule.opensAt, locale) }),
    t('turn'),
    t('hold', { minutes: Math.round(schedule.holdSeconds / 60) }),
  ];
  return (
    <section className="grid gap-3 rounded-lg bg-sunken p-4" aria-labelledby="opening">
      <h2 id="opening" className="text-base">
        {t('title')}
      </h2>
      <ol className="grid gap-2 text-sm">
        {lines.map((line, index) => (
          <li key={line} className="flex gap-3">
            <span aria-hidden className="font-bold text-accent">
              {index + 1}
            </span>
            {line}
          </li>
        ))}
      </ol>
    </section>
  );
}

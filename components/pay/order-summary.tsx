'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useLayout } from '@/components/api/queries';
import { nameSeat } from '@/components/format/seat';
import { textIn } from '@/components/format/text';
import { formatDateTime } from '@/components/format/time';
import { Poster } from '@/components/poster/poster';
import { GradeMark } from '@/components/ui/grade-mark';
import { Price } from '@/components/ui/price';
import { useSeatLabel } from '@/components/ui/seat-label';
import { Skeleton } from '@/components/ui/skeleton';
import { toLocale } from '@/i18n/locale';
import type { ReservationView } from '@/server/reservations/reservations.schema';
import type { ScheduleDetail } from '@/server/schedules/schedules.schema';

type Props = { reservation: ReservationView; schedule?: ScheduleDetail };

/** Which show, which seats, how much. */
export function OrderSummary({ reservation, schedule }: Props) {
  const t = useTranslations('pay');
  return (
    <section className="grid gap-4" aria-labelledby="seats">
      <Show schedule={schedule} />
      <h2 id="seats" className="text-base">
        {t('seats')}
      </h2>
      <Seats reservation={reservation} />
      <p className="flex items-baseline justify-between">
        <span className="font-semibold">{t('total')}</span>
        <Price amount={reservation.total} className="text-xl font-bold" />
      </p>
    </section>
  );
}

function Show({ schedule }: { schedule?: ScheduleDetail }) {
  const locale = toLocale(useLocale());
  if (!schedule) {
    return (
      <div className="flex gap-4">
        <Skeleton className="aspect-3/4 w-24" />
        <Skeleton className="h-20 flex-1" />
      </div>
    );
  }
  const { concert, venue } = schedule;
  const [title, artist] = [textIn(concert.title, locale), textIn(concert.artist, locale)];
  return (
    <div className="flex items-center gap-4">
      <span className="w-24 shrink-0">
        <Poster seed={concert.posterSeed} title={title} artist={artist} />
      </span>
      <div className="min-w-0">
        <p className="text-lg font-bold">{title}</p>
        <p className="text-muted">{artist}</p>
        <p className="text-sm text-muted">{formatDateTime(schedule.startsAt, locale, true)}</p>
        <p className="text-sm text-muted">{textIn(venue.name, locale)}</p>
      </div>
    </div>
  );
}

function Seats({ reservation }: { reservation: ReservationView }) {
  const common = useTranslations('common');
  const label = useSeatLabel();
  const layout = useLayout(reservation.scheduleId).data;
  return (
    <ul className="border-y border-line">
      {reservation.seats.map(({ seatId, grade, price }) => {
        const seat = layout && nameSeat(layout, seatId);
        return (
          <li
            key={seatId}
            className="flex min-h-12 items-center gap-4 border-b border-line py-2 last:border-0"
          >
            <GradeMark grade={grade} label={common(`grade.${grade}`)} className="w-16 shrink-0" />
            <span className="min-w-0 flex-1 text-sm">
              {seat ? label(seat) : <Skeleton className="h-4 w-40" />}
            </span>
            <Price amount={price} className="text-sm" />
          </li>
        );
      })}
    </ul>
  );
}

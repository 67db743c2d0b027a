'use client';

import { Link } from '@/components/ui/link';
import { useLocale, useTranslations } from 'next-intl';
import { useSchedule } from '@/components/api/queries';
import { useServerNow } from '@/components/api/use-server-now';
import { textIn } from '@/components/format/text';
import { formatDateTime } from '@/components/format/time';
import { Poster } from '@/components/poster/poster';
import { Badge, type Tone } from '@/components/ui/badge';
import { buttonClass } from '@/components/ui/button';
import { Countdown } from '@/components/ui/countdown';
import { GradeMark } from '@/components/ui/grade-mark';
import { Price } from '@/components/ui/price';
import { Skeleton } from '@/components/ui/skeleton';
import { toLocale } from '@/i18n/locale';
import { scheduleCancelledReason } from '@/server/reservations/cancellation.schema';
import type { ReservationStatus, ReservationView } from '@/server/reservations/reservations.schema';
import { CancelReservation } from './cancel-reservation';

const tones: Record<ReservationStatus, Tone> = {
  RESERVING: 'warn',
  RESERVED: 'good',
  CANCELLED: 'neutral',
};

type Props = { reservation: ReservationView };

/** One order: the show, its seats and price, its state, and what can be done with it now. */
export function ReservationCard({ reservation }: Props) {
  const [t, common] = [useTranslations('my'), useTranslations('common')];
  const locale = toLocale(useLocale());
  const schedule = useSchedule(reservation.scheduleId).data;
  const now = useServerNow();
  // The worker has not cancelled it yet, but it can no longer be paid.
  const lapsed = reservation.status === 'RESERVING' && now >= Date.parse(reservation.expiresAt);
  const concert = schedule?.concert;
  const title = concert && textIn(concert.title, locale);
  const grades = [...new Set(reservation.seats.map(({ grade }) => grade))];
  return (
    <article className="grid gap-4 rounded-lg border border-line bg-surface p-4 md:grid-cols-[1fr_auto] md:items-center">
      <div className="flex min-w-0 gap-4">
        <span className="w-20 shrink-0">
          {concert ? (
            <Poster
              seed={concert.posterSeed}
              title={title!}
              artist={textIn(concert.artist, locale)}
            />
          ) : (
            <Skeleton className="aspect-3/4" />
          )}
        </span>
        <div className="grid min-w-0 content-center gap-1">
          <p>
            {lapsed ? (
              <Badge>{t('cancelledWhy.expired')}</Badge>
            ) : (
              <Badge tone={tones[reservation.status]}>{t(`status.${reservation.status}`)}</Badge>
            )}
          </p>
          <div className="min-h-6">{title && <h2 className="truncate text-base">{title}</h2>}</div>
          <p className="min-h-10 text-sm text-muted md:min-h-5">
            {schedule && formatDateTime(schedule.startsAt, locale, true)}
            <span className="block md:inline md:before:content-['_·_']">
              {schedule && textIn(schedule.venue.name, locale)}
            </span>
          </p>
          <p className="flex flex-wrap items-center gap-x-3 text-sm">
            {grades.map((grade) => (
              <GradeMark key={grade} grade={grade} label={common(`grade.${grade}`)} />
            ))}
            <span>{t('seats', { count: reservation.seats.length })}</span>
            <Price amount={reservation.total} className="font-semibold" />
          </p>
          <When reservation={reservation} />
        </div>
      </div>
      <Actions reservation={reservation} />
    </article>
  );
}

function When({ reservation }: Props) {
  const t = useTranslations('my');
  const locale = toLocale(useLocale());
  const { status, reservedAt, cancelledAt, cancelledReason, payment } = reservation;
  const why = whyOf(cancelledReason);
  if (status === 'CANCELLED' && cancelledAt) {
    const time = formatDateTime(cancelledAt, locale);
    return (
      <>
        <p className="text-xs text-muted">
          {t('cancelledAt', { time })}
          {why && ` · ${t(`cancelledWhy.${why}`)}`}
        </p>
        {payment?.refund && <RefundLine method={payment.method} refund={payment.refund} />}
      </>
    );
  }
  if (payment?.status === 'CONFIRMING') {
    return <p className="text-xs text-muted">{t('confirming')}</p>;
  }
  if (!reservedAt) return null;
  const time = formatDateTime(reservedAt, locale);
  const by = payment ? ` · ${t(`paidBy.${payment.method}`)}` : '';
  return <p className="text-xs text-muted">{t('reservedAt', { time }) + by}</p>;
}

type Payment = NonNullable<ReservationView['payment']>;

/** A wallet has its money at once; a card's company takes its time, and both its states are said. */
function RefundLine({
  method,
  refund,
}: {
  method: Payment['method'];
  refund: NonNullable<Payment['refund']>;
}) {
  const t = useTranslations('my');
  if (refund.amount === 0) return null;
  return (
    <p className="flex flex-wrap items-center gap-2 text-xs text-muted" role="status">
      <Badge tone={refund.status === 'COMPLETED' ? 'good' : 'warn'}>
        {t(`refundState.${refund.status}`)}
      </Badge>
      <span>
        <Price amount={refund.amount} /> · {t(`refundInto.${method}`)}
      </span>
    </p>
  );
}

/** The reasons that the site itself gives; a person's own words are not shown back. */
function whyOf(reason: string | null): 'expired' | 'show' | null {
  if (reason === scheduleCancelledReason) return 'show';
  return reason === 'expired' ? 'expired' : null;
}

function Actions({ reservation }: Props) {
  const t = useTranslations('my');
  const now = useServerNow();
  const { id, status, expiresAt } = reservation;
  if (status === 'CANCELLED') return null;
  if (status === 'RESERVING') {
    if (now >= Date.parse(expiresAt)) return null;
    return (
      <div className="flex items-center justify-end gap-4">
        <p className="text-sm">
          <span className="sr-only">{t('payWithin')}</span>
          <Countdown until={expiresAt} className="font-semibold text-warn" />
        </p>
        <Link href={`/reservations/${id}/pay`} className={buttonClass({ size: 'sm' })}>
          {t('pay')}
        </Link>
      </div>
    );
  }
  return (
    <div className="flex items-center justify-end gap-2">
      <CancelReservation reservation={reservation} />
      <Link
        href={`/my/tickets?reservation=${id}`}
        className={buttonClass({ variant: 'secondary', size: 'sm' })}
      >
        {t('seeTickets')}
      </Link>
    </div>
  );
}

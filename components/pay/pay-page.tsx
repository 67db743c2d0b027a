'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, type ReactNode } from 'react';
import { isRefusal } from '@/components/api/client';
import { useReservation, useSchedule } from '@/components/api/queries';
import { useServerNow } from '@/components/api/use-server-now';
import { LoadFailed } from '@/components/shell/load-failed';
import type { ReservationView } from '@/server/reservations/reservations.schema';
import { Checkout } from './checkout';
import { NotPayable } from './not-payable';
import { OrderSummary } from './order-summary';
import { PaySkeleton } from './pay-skeleton';

type Props = { reservationId: string; rules: ReactNode };

/** From a reservation to its tickets: what, how much, until when, and one button. */
export function PayPage({ reservationId, rules }: Props) {
  const t = useTranslations('pay');
  const { data: reservation, error, refetch } = useReservation(reservationId);
  const router = useRouter();
  const reserved = reservation?.status === 'RESERVED';
  useEffect(() => {
    if (reserved) router.replace(`/my/tickets?reservation=${reservationId}`);
  }, [reserved, reservationId, router]);
  if (isRefusal(error, 'not_found', 'invalid_input')) {
    return (
      <div className="page py-8">
        <NotPayable why="missing" />
      </div>
    );
  }
  if (error) return <LoadFailed error={error} onRetry={() => void refetch()} />;
  if (!reservation || reserved) return <PaySkeleton />;
  return (
    <div className="page grid gap-6 py-6 md:py-8">
      <h1 className="text-xl">{t('title')}</h1>
      <Payable reservation={reservation} rules={rules} />
    </div>
  );
}

function Payable({ reservation, rules }: { reservation: ReservationView; rules: ReactNode }) {
  const now = useServerNow();
  const schedule = useSchedule(reservation.scheduleId).data;
  const over = now >= Date.parse(reservation.expiresAt);
  if (reservation.status === 'CANCELLED' || over) {
    const expired = over || reservation.cancelledReason === 'expired';
    return <NotPayable why={expired ? 'expired' : 'cancelled'} concertId={schedule?.concert.id} />;
  }
  return (
    <div className="grid items-start gap-8 md:grid-cols-[1fr_400px] md:gap-12">
      <div className="grid min-w-0 gap-8">
        <OrderSummary reservation={reservation} schedule={schedule} />
        <div className="max-md:hidden">{rules}</div>
      </div>
      <Checkout reservation={reservation} concertId={schedule?.concert.id} />
      <div className="md:hidden">{rules}</div>
    </div>
  );
}

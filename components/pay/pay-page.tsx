'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, type ReactNode } from 'react';
import { isRefusal } from '@/components/api/client';
import { useReservation, useSchedule } from '@/components/api/queries';
import { useServerNow } from '@/components/api/use-server-now';
import { LoadFailed } from '@/components/shell/load-failed';
import type { PaymentMethod } from '@/server/payments/payments.schema';
import { scheduleCancelledReason } from '@/server/reservations/cancellation.schema';
import type { ReservationView } from '@/server/reservations/reservations.schema';
import { useCardReturn, type CardReturn } from './card-return';
import { CardSettling } from './card-settling';
import { Checkout } from './checkout';
import { NotPayable } from './not-payable';
import { OrderSummary } from './order-summary';
import { PaySkeleton } from './pay-skeleton';

type Props = { reservationId: string; rules: ReactNode; methods: readonly PaymentMethod[] };

/** From a reservation to its tickets: what, how much, until when, and one button. */
export function PayPage({ reservationId, ...terms }: Props) {
  const t = useTranslations('pay');
  const { data: reservation, error, refetch } = useReservation(reservationId);
  const [back, settle] = useCardReturn();
  const router = useRouter();
  const asked = paymentOf(back, reservation);
  const reserved = reservation?.status === 'RESERVED' && !asked;
  useEffect(() => {
    if (reserved) router.replace(`/my/tickets?reservation=${reservationId}`);
  }, [reserved, reservationId, router]);
  const onOver = useCallback(
    (code: string | null) => {
      // How long the seats are kept may have changed meanwhile.
      void refetch().then(() => settle(code ? { code } : null));
    },
    [refetch, settle],
  );
  if (isRefusal(error, 'not_found', 'invalid_input')) {
    return (
      <div className="page py-8">
        <NotPayable why="missing" />
      </div>
    );
  }
  if (error) return <LoadFailed error={error} onRetry={() => void refetch()} />;
  if (!reservation || reserved || back === undefined) return <PaySkeleton />;
  return (
    <div className="page grid gap-6 py-6 md:py-8">
      <h1 className="text-xl">{t('title')}</h1>
      {asked ? (
        <CardSettling paymentId={asked.payment} said={asked.said} onOver={onOver} />
      ) : (
        <Payable reservation={reservation} declinedCode={codeIn(back)} {...terms} />
      )}
    </div>
  );
}

/** The card payment that is on its way: of this page's address, or one that is being confirmed elsewhere. */
function paymentOf(back: CardReturn | undefined, reservation?: ReservationView) {
  if (back && 'payment' in back) return back;
  const payment = reservation?.payment;
  return payment?.status === 'CONFIRMING' ? { payment: payment.id, said: undefined } : null;
}

const codeIn = (back: CardReturn) => (back && 'code' in back ? back.code : undefined);

type PayableProps = Omit<Props, 'reservationId'> & {
  reservation: ReservationView;
  declinedCode?: string;
};

function Payable({ reservation, rules, ...choice }: PayableProps) {
  const now = useServerNow();
  const schedule = useSchedule(reservation.scheduleId).data;
  const over = now >= Date.parse(reservation.expiresAt);
  if (reservation.status === 'CANCELLED' || over) {
    const why = reservation.cancelledReason === scheduleCancelledReason ? 'show' : 'cancelled';
    const expired = why !== 'show' && (over || reservation.cancelledReason === 'expired');
    return <NotPayable why={expired ? 'expired' : why} concertId={schedule?.concert.id} />;
  }
  return (
    <div className="grid items-start gap-8 md:grid-cols-[1fr_400px] md:gap-12">
      <div className="grid min-w-0 gap-8">
        <OrderSummary reservation={reservation} schedule={schedule} />
        <div className="max-md:hidden">{rules}</div>
      </div>
      <Checkout reservation={reservation} concertId={schedule?.concert.id} {...choice} />
      <div className="md:hidden">{rules}</div>
    </div>
  );
}

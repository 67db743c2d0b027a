'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { CalendarHeart } from 'lucide-react';
import { Link } from '@/components/ui/link';
import { useTranslations } from 'next-intl';
import { api } from '@/components/api/client';
import { LoadFailed } from '@/components/shell/load-failed';
import { buttonClass } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import type { ReservationsPage } from '@/server/reservations/reservations.schema';
import { ListSkeleton, More } from './more';
import { ReservationCard } from './reservation-card';

const onItsWayMs = 3_000;

/** Money is on its way to or from a card: the page says so when it has come. */
const isOnItsWay = ({ reservations }: ReservationsPage) =>
  reservations.some(
    ({ payment }) => payment?.status === 'CONFIRMING' || payment?.refund?.status === 'REQUESTED',
  );

export function Reservations() {
  const t = useTranslations('my');
  const query = useInfiniteQuery({
    queryKey: ['reservations', 'list'],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<ReservationsPage>(`/reservations${pageParam && `?cursor=${pageParam}`}`, { signal }),
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: ({ state }) => (state.data?.pages.some(isOnItsWay) ? onItsWayMs : false),
  });
  if (query.error) return <LoadFailed error={query.error} onRetry={() => void query.refetch()} />;
  const reservations = query.data?.pages.flatMap((page) => page.reservations);
  return (
    <>
      <h1 className="sr-only">{t('tabs.reservations')}</h1>
      {!reservations && <ListSkeleton />}
      {reservations?.length === 0 && (
        <EmptyState icon={CalendarHeart} title={t('emptyReservations')} action={<Browse />}>
          {t('emptyReservationsHint')}
        </EmptyState>
      )}
      <ul className="grid gap-4">
        {reservations?.map((reservation) => (
          <li key={reservation.id}>
            <ReservationCard reservation={reservation} />
          </li>
        ))}
      </ul>
      <More query={query} />
    </>
  );
}

export function Browse() {
  const t = useTranslations('my');
  return (
    <Link href="/concerts" className={buttonClass()}>
      {t('browse')}
    </Link>
  );
}

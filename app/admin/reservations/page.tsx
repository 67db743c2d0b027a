import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { pageActor } from '@/app/page-actor';
import { PageLinks } from '@/components/admin/reservations/page-links';
import { ReservationFilters } from '@/components/admin/reservations/reservation-filters';
import { ReservationsTable } from '@/components/admin/reservations/reservations-table';
import { PageHead } from '@/components/admin/shell/page-head';
import { EmptyState } from '@/components/ui/empty-state';
import { listStaffReservations } from '@/server/reservations';
import { staffReservationsQuerySchema } from '@/server/reservations/staff-reservations.schema';
import { listDoors } from '@/server/tickets';

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('adminReservations'))('title') };
}

/** What the URL asks for; a field that makes no sense is as if it was not there. */
function readFilters(params: Record<string, string | string[] | undefined>) {
  const fields = staffReservationsQuerySchema.shape;
  const sound = Object.entries(fields).flatMap(([name, field]) => {
    const value = params[name] || undefined;
    return value !== undefined && field.safeParse(value).success ? [[name, value] as const] : [];
  });
  return staffReservationsQuerySchema.parse(Object.fromEntries(sound));
}

export default async function ReservationsPage({ searchParams }: Props) {
  const actor = await pageActor();
  const filters = readFilters(await searchParams);
  const [t, found, shows] = await Promise.all([
    getTranslations('adminReservations'),
    listStaffReservations(actor, filters),
    listDoors(actor),
  ]);
  return (
    <>
      <PageHead title={t('title')} lead={t('lead')} />
      <ReservationFilters shows={shows} filters={filters} />
      {found.reservations.length > 0 ? (
        <ReservationsTable reservations={found.reservations} />
      ) : (
        <EmptyState title={t('none')}>{t('noneHint')}</EmptyState>
      )}
      <PageLinks filters={filters} nextCursor={found.nextCursor} />
    </>
  );
}

import { ChevronRight, ChevronsLeft } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { buttonClass } from '@/components/ui/button';
import type { StaffReservationsQuery } from '@/server/reservations/staff-reservations.schema';

type Props = { filters: StaffReservationsQuery; nextCursor: string | null };

function hrefOf({ query, status, scheduleId, concertId }: Props['filters'], cursor?: string) {
  const fields = { query, status, scheduleId, concertId, cursor };
  const kept = Object.entries(fields).filter((entry): entry is [string, string] => !!entry[1]);
  return `/admin/reservations?${new URLSearchParams(kept)}`;
}

/** Newest first, by cursor: there is an older page and a first one; what was before is the browser's back. */
export function PageLinks({ filters, nextCursor }: Props) {
  const t = useTranslations('adminReservations');
  const look = buttonClass({ variant: 'secondary', size: 'sm' });
  if (!filters.cursor && !nextCursor) return null;
  return (
    <nav aria-label={t('pages')} className="mt-4 flex justify-end gap-2">
      {filters.cursor && (
        <Link href={hrefOf(filters)} rel="first" className={look}>
          <ChevronsLeft aria-hidden className="size-4" />
          {t('newest')}
        </Link>
      )}
      {nextCursor && (
        <Link href={hrefOf(filters, nextCursor)} rel="next" className={look}>
          {t('older')}
          <ChevronRight aria-hidden className="size-4" />
        </Link>
      )}
    </nav>
  );
}

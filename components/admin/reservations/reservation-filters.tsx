'use client';

import { useLocale, useTranslations } from 'next-intl';
import { denseSelect } from '@/components/admin/shell/dense';
import { FilterBar } from '@/components/admin/shell/filter-bar';
import { textIn } from '@/components/format/text';
import { formatDateTime } from '@/components/format/time';
import { cn } from '@/components/ui/cn';
import { Select } from '@/components/ui/field';
import { toLocale } from '@/i18n/locale';
import type { StaffReservationsQuery } from '@/server/reservations/staff-reservations.schema';
import type { Door } from '@/server/tickets/tickets.schema';

const statuses = ['RESERVING', 'RESERVED', 'CANCELLED'] as const;

type Props = { shows: Door[]; filters: StaffReservationsQuery };

export function ReservationFilters({ shows, filters }: Props) {
  const t = useTranslations('adminReservations');
  const locale = toLocale(useLocale());
  const { query = '', status = '', scheduleId = '', concertId } = filters;
  const isListed = !scheduleId || shows.some((show) => show.scheduleId === scheduleId);
  return (
    <FilterBar action="/admin/reservations" query={query} placeholder={t('search')}>
      {concertId && <input type="hidden" name="concertId" value={concertId} />}
      <Select
        name="scheduleId"
        key={`show ${scheduleId}`}
        defaultValue={scheduleId}
        aria-label={t('show')}
        className={cn(denseSelect, 'w-full md:w-72')}
      >
        <option value="">{t('allShows')}</option>
        {!isListed && <option value={scheduleId}>{t('thisShow')}</option>}
        {shows.map((show) => (
          <option key={show.scheduleId} value={show.scheduleId}>
            {formatDateTime(show.startsAt, locale)} · {textIn(show.title, locale)}
          </option>
        ))}
      </Select>
      <Select
        name="status"
        key={`status ${status}`}
        defaultValue={status}
        aria-label={t('status')}
        className={cn(denseSelect, 'w-36')}
      >
        <option value="">{t('allStatuses')}</option>
        {statuses.map((one) => (
          <option key={one} value={one}>
            {t(`statuses.${one}`)}
          </option>
        ))}
      </Select>
    </FilterBar>
  );
}

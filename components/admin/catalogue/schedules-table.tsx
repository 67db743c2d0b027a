import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { textIn } from '@/components/format/text';
import { formatDateTime } from '@/components/format/time';
import { Table, Td, Th } from '@/components/ui/table';
import { toLocale } from '@/i18n/locale';
import type { AdminSchedule } from '@/server/schedules/schedules.schema';
import { PhaseBadge } from './phase-badge';

/** A concert's schedules, each one press from its sale. */
export function SchedulesTable(props: { schedules: AdminSchedule[]; nowMs: number }) {
  const t = useTranslations('adminCatalogue.schedules');
  const locale = toLocale(useLocale());
  return (
    <Table aria-label={t('title')}>
      <thead>
        <tr>
          <Th>{t('starts')}</Th>
          <Th>{t('venue')}</Th>
          <Th>{t('opens')}</Th>
          <Th>{t('state')}</Th>
          <Th className="text-right">{t('left')}</Th>
        </tr>
      </thead>
      <tbody>
        {props.schedules.map((schedule) => (
          <tr key={schedule.id} className="hover:bg-sunken">
            <Td className="font-semibold whitespace-nowrap">
              <Link href={`/admin/schedules/${schedule.id}`} className="hover:underline">
                {formatDateTime(schedule.startsAt, locale, true)}
              </Link>
            </Td>
            <Td className="whitespace-nowrap">{textIn(schedule.venue.name, locale)}</Td>
            <Td className="whitespace-nowrap">{formatDateTime(schedule.opensAt, locale)}</Td>
            <Td>
              <PhaseBadge schedule={schedule} nowMs={props.nowMs} />
            </Td>
            <Td className="text-right whitespace-nowrap">
              {t('of', { left: schedule.seatsLeft, all: schedule.seatCount })}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

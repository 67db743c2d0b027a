import type { Metadata } from 'next';
import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import { loadOwn } from '@/app/admin/concerts/own';
import { LiveSale } from '@/components/admin/catalogue/sale/live-sale';
import { PageHead } from '@/components/admin/shell/page-head';
import { textIn } from '@/components/format/text';
import { formatDateTime } from '@/components/format/time';
import { buttonClass } from '@/components/ui/button';
import { toLocale } from '@/i18n/locale';
import { findSale, requireOwnSchedule } from '@/server/schedules';

type Props = { params: Promise<{ scheduleId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { concert } = await loadOwn((await params).scheduleId, requireOwnSchedule);
  return { title: textIn(concert.title, toLocale(await getLocale())) };
}

export default async function SalePage({ params }: Props) {
  const { scheduleId } = await params;
  const [schedule, sale, t, forecast, locale] = await Promise.all([
    loadOwn(scheduleId, requireOwnSchedule),
    loadOwn(scheduleId, findSale),
    getTranslations('adminCatalogue.sale'),
    getTranslations('adminForecast'),
    getLocale().then(toLocale),
  ]);
  const look = buttonClass({ variant: 'secondary', size: 'sm' });
  return (
    <>
      <PageHead
        title={textIn(schedule.concert.title, locale)}
        lead={`${formatDateTime(schedule.startsAt, locale, true)} · ${textIn(schedule.venue.name, locale)}`}
        actions={
          <>
            <Link href={`/admin/concerts/${schedule.concertId}`} className={look}>
              {t('concert')}
            </Link>
            <Link href={`/admin/schedules/${schedule.id}/forecast`} className={look}>
              {forecast('link')}
            </Link>
            <Link href={`/admin/schedules/${schedule.id}/edit`} className={look}>
              {t('edit')}
            </Link>
          </>
        }
      />
      <LiveSale schedule={schedule} initial={sale} />
    </>
  );
}

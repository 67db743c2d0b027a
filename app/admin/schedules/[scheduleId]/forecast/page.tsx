import type { Metadata } from 'next';
import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import { loadOwn } from '@/app/admin/concerts/own';
import { ForecastPanel } from '@/components/admin/catalogue/forecast/forecast-panel';
import { PageHead } from '@/components/admin/shell/page-head';
import { textIn } from '@/components/format/text';
import { formatDateTime } from '@/components/format/time';
import { buttonClass } from '@/components/ui/button';
import { toLocale } from '@/i18n/locale';
import { PageMessages } from '@/i18n/page-messages';
import { requireOwnSchedule } from '@/server/schedules';

type Props = { params: Promise<{ scheduleId: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('adminForecast'))('title') };
}

export default async function ForecastPage({ params }: Props) {
  const { scheduleId } = await params;
  const [schedule, t, locale] = await Promise.all([
    loadOwn(scheduleId, requireOwnSchedule),
    getTranslations('adminForecast'),
    getLocale().then(toLocale),
  ]);
  const title = textIn(schedule.concert.title, locale);
  return (
    <PageMessages of={['adminForecast']}>
      <PageHead
        title={t('title')}
        lead={`${title} · ${formatDateTime(schedule.startsAt, locale, true)}`}
        actions={
          <Link
            href={`/admin/schedules/${schedule.id}`}
            className={buttonClass({ variant: 'secondary', size: 'sm' })}
          >
            {t('back')}
          </Link>
        }
      />
      <ForecastPanel schedule={schedule} />
    </PageMessages>
  );
}

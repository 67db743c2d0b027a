import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { loadOwn } from '@/app/admin/concerts/own';
import { pageActor } from '@/app/page-actor';
import { ScheduleForm } from '@/components/admin/catalogue/schedule-form';
import { PageHead } from '@/components/admin/shell/page-head';
import { textIn } from '@/components/format/text';
import { toLocale } from '@/i18n/locale';
import { requireOwnConcert } from '@/server/concerts';
import { listLayoutChoices } from '@/server/schedules';

type Props = { searchParams: Promise<{ concert?: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('adminCatalogue'))('schedule.newTitle') };
}

export default async function NewSchedulePage({ searchParams }: Props) {
  const concert = await loadOwn((await searchParams).concert, requireOwnConcert);
  const [t, locale, layouts] = await Promise.all([
    getTranslations('adminCatalogue.schedule'),
    getLocale(),
    listLayoutChoices(await pageActor()),
  ]);
  return (
    <>
      <PageHead title={t('newTitle')} lead={textIn(concert.title, toLocale(locale))} />
      <ScheduleForm concertId={concert.id} layouts={layouts} />
    </>
  );
}

import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { preload } from 'react-dom';
import { textIn } from '@/components/format/text';
import { SeatsScreen } from '@/components/seat-map/seats-screen';
import { toLocale } from '@/i18n/locale';
import { PageMessages } from '@/i18n/page-messages';
import { Refusal } from '@/server/platform/refusal';
import { requireSchedule } from '@/server/schedules';

type Props = { params: Promise<{ scheduleId: string }> };

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function load({ params }: Props) {
  const { scheduleId } = await params;
  if (!uuid.test(scheduleId)) notFound();
  return requireSchedule(scheduleId).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === 'not_found') notFound();
    throw error;
  });
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const [{ concert }, t, locale] = await Promise.all([
    load(props),
    getTranslations('seatMap'),
    getLocale(),
  ]);
  return {
    title: t('title', { title: textIn(concert.title, toLocale(locale)) }),
    robots: 'noindex',
  };
}

export default async function SeatsPage(props: Props) {
  const schedule = await load(props);
  // The map's largest part comes beside the scripts, not after them.
  preload(`/api/schedules/${schedule.id}/layout`, { as: 'fetch', crossOrigin: 'anonymous' });
  return (
    <PageMessages of={['seatMap']}>
      <SeatsScreen schedule={schedule} />
    </PageMessages>
  );
}

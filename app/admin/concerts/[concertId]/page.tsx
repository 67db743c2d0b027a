import { CalendarPlus } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import { ConcertActions } from '@/components/admin/catalogue/concert-actions';
import { ConcertForm } from '@/components/admin/catalogue/concert-form';
import { SchedulesTable } from '@/components/admin/catalogue/schedules-table';
import { PageHead } from '@/components/admin/shell/page-head';
import { textIn } from '@/components/format/text';
import { buttonClass } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { toLocale } from '@/i18n/locale';
import { requireOwnConcert } from '@/server/concerts';
import { listOwnSchedules } from '@/server/schedules';
import { loadOwn } from '../own';

type Props = { params: Promise<{ concertId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const concert = await loadOwn((await params).concertId, requireOwnConcert);
  return { title: textIn(concert.title, toLocale(await getLocale())) };
}

export default async function ConcertPage({ params }: Props) {
  const { concertId } = await params;
  const concert = await loadOwn(concertId, requireOwnConcert);
  const [t, locale] = [await getTranslations('adminCatalogue.concert'), await getLocale()];
  return (
    <>
      <PageHead
        title={textIn(concert.title, toLocale(locale))}
        lead={t(concert.publishedAt ? 'publishedLead' : 'draftLead')}
        actions={<ConcertActions concert={concert} />}
      />
      <div className="grid gap-10">
        <Schedules concertId={concertId} />
        <ConcertForm concert={concert} seed={concert.posterSeed} />
      </div>
    </>
  );
}

async function Schedules({ concertId }: { concertId: string }) {
  const t = await getTranslations('adminCatalogue.schedules');
  const schedules = await loadOwn(concertId, listOwnSchedules);
  const add = (
    <Link
      href={`/admin/schedules/new?concert=${concertId}`}
      className={buttonClass({ variant: 'secondary', size: 'sm' })}
    >
      <CalendarPlus aria-hidden className="size-4" />
      {t('new')}
    </Link>
  );
  if (schedules.length === 0) {
    return (
      <EmptyState title={t('none')} action={add}>
        {t('noneHint')}
      </EmptyState>
    );
  }
  return (
    <section className="grid gap-3">
      <header className="flex items-center justify-between gap-2">
        <h2 className="text-base">{t('title')}</h2>
        {add}
      </header>
      <SchedulesTable schedules={schedules} nowMs={Date.now()} />
    </section>
  );
}

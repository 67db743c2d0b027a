import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { CalendarClock } from 'lucide-react';
import { CancellationRules } from '@/components/concert/cancellation-rules';
import { ScheduleBoard } from '@/components/concert/schedule-board';
import { textIn } from '@/components/format/text';
import { formatDays } from '@/components/format/time';
import { Poster } from '@/components/poster/poster';
import { EmptyState } from '@/components/ui/empty-state';
import { toLocale, type Locale } from '@/i18n/locale';
import { PageMessages } from '@/i18n/page-messages';
import { findConcert } from '@/server/concerts';
import type { Concert } from '@/server/concerts/concerts.schema';
import { listSchedules } from '@/server/schedules';

type Props = { params: Promise<{ concertId: string }> };

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function load({ params }: Props) {
  const { concertId } = await params;
  const concert = uuid.test(concertId) ? await findConcert(concertId) : null;
  if (!concert) notFound();
  return { concert, locale: toLocale(await getLocale()) };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { concert, locale } = await load(props);
  const description = textIn(concert.description, locale).slice(0, 160);
  return { title: textIn(concert.title, locale), description };
}

export default async function ConcertPage(props: Props) {
  const { concert, locale } = await load(props);
  const schedules = await listSchedules(concert.id);
  const [t, common] = await Promise.all([getTranslations('concert'), getTranslations('common')]);
  const [title, artist] = [textIn(concert.title, locale), textIn(concert.artist, locale)];
  return (
    <PageMessages of={['concert']}>
      <article className="page grid grid-cols-[112px_1fr] content-start gap-x-4 gap-y-6 py-6 md:grid-cols-[320px_1fr] md:gap-x-12 md:py-12">
        <div className="md:row-span-2">
          <Poster
            seed={concert.posterSeed}
            title={title}
            artist={artist}
            label={common('poster', { title, artist })}
            className="md:sticky md:top-24"
          />
        </div>
        <header className="grid content-center gap-1">
          <h1 className="text-xl md:text-3xl">{title}</h1>
          <p className="text-base text-muted md:text-lg">{artist}</p>
        </header>
        <div className="grid min-w-0 content-start gap-8 max-md:col-span-2">
          <Facts concert={concert} locale={locale} />
          {schedules.length ? (
            <ScheduleBoard
              concertId={concert.id}
              schedules={schedules}
              first={concert.nextSale?.scheduleId}
            />
          ) : (
            <EmptyState icon={CalendarClock} title={t('noSchedules')}>
              {t('noSchedulesHint')}
            </EmptyState>
          )}
          {textIn(concert.description, locale) && (
            <section className="grid gap-2">
              <h2 className="text-lg">{t('about')}</h2>
              <p className="max-w-prose whitespace-pre-line text-muted">
                {textIn(concert.description, locale)}
              </p>
            </section>
          )}
          <CancellationRules />
        </div>
      </article>
    </PageMessages>
  );
}

async function Facts({ concert, locale }: { concert: Concert; locale: Locale }) {
  const t = await getTranslations('concert');
  const { firstStartsAt, lastStartsAt, ageLimit } = concert;
  const facts = [
    [t('venue'), concert.venues.map((venue) => textIn(venue, locale)).join(', ')],
    [t('period'), firstStartsAt && formatDays(firstStartsAt, lastStartsAt!, locale)],
    [t('running'), t('minutes', { minutes: concert.runningMinutes })],
    [t('age'), ageLimit ? t('ageFrom', { age: ageLimit }) : t('ageAll')],
  ];
  return (
    <dl aria-label={t('facts')} className="grid gap-x-8 gap-y-2 md:grid-cols-2">
      {facts
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name} className="flex gap-4">
            <dt className="w-24 shrink-0 text-muted">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

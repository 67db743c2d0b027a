import { Link } from '@/components/ui/link';
import { getLocale, getTranslations } from 'next-intl/server';
import { textIn } from '@/components/format/text';
import { formatDateTime, formatDays } from '@/components/format/time';
import { Poster } from '@/components/poster/poster';
import { buttonClass } from '@/components/ui/button';
import { toLocale } from '@/i18n/locale';
import { OpeningClock } from './opening-clock';
import type { Opening } from './opening';

/** The next sale to open, with its countdown: the first thing anybody came for. */
export async function NextOpening({ opening }: { opening: Opening }) {
  const [t, common] = await Promise.all([getTranslations('home'), getTranslations('common')]);
  const locale = toLocale(await getLocale());
  const { concert, sale, days } = opening;
  const [title, artist] = [textIn(concert.title, locale), textIn(concert.artist, locale)];
  return (
    <section className="grid items-center gap-6 py-6 md:grid-cols-[320px_1fr] md:gap-12 md:py-12">
      <Link href={`/concerts/${concert.id}`} className="mx-auto block w-52 rounded-md md:w-full">
        <Poster
          seed={concert.posterSeed}
          title={title}
          artist={artist}
          label={common('poster', { title, artist })}
        />
      </Link>
      <div className="grid gap-4 max-md:text-center">
        <p className="font-semibold text-accent">{t('next')}</p>
        <div className="grid gap-1">
          <h1 className="text-2xl md:text-3xl">{title}</h1>
          <p className="text-lg text-muted">{artist}</p>
          <p className="text-muted">
            {formatDays(days.first, days.last, locale)} ·{' '}
            <span className="inline-block">{textIn(sale.venue.name, locale)}</span>
          </p>
        </div>
        <OpeningClock
          sale={{ id: sale.id, opensAt: sale.opensAt, lobbyOpensAt: sale.lobbyOpensAt }}
          opensText={t('opensAt', { time: formatDateTime(sale.opensAt, locale) })}
          lobbyText={t('lobbyAt', { time: formatDateTime(sale.lobbyOpensAt, locale) })}
          more={
            <Link
              href={`/concerts/${concert.id}`}
              className={buttonClass({ variant: 'secondary', size: 'lg' })}
            >
              {t('seeConcert')}
            </Link>
          }
        />
      </div>
    </section>
  );
}

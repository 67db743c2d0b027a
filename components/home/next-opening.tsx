import { Link } from '@/components/ui/link';
import { getLocale, getTranslations } from 'next-intl/server';
import { textIn } from '@/components/format/text';
import { formatDateTime, formatDays } from '@/components/format/time';
import { Poster } from '@/components/poster/poster';
import { buttonClass } from '@/components/ui/button';
import { toLocale } from '@/i18n/locale';
import type { Concert } from '@/server/concerts/concerts.schema';
import { OpeningClock } from './opening-clock';

type Props = { concert: Concert & { nextSale: NonNullable<Concert['nextSale']> } };

/** The next sale to open, with its countdown: the first thing anybody came for. */
export async function NextOpening({ concert }: Props) {
  const [t, common] = await Promise.all([getTranslations('home'), getTranslations('common')]);
  const locale = toLocale(await getLocale());
  const [title, artist] = [textIn(concert.title, locale), textIn(concert.artist, locale)];
  const { nextSale } = concert;
  const venues = concert.venues.map((venue) => textIn(venue, locale)).join(', ');
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
            {formatDays(concert.firstStartsAt!, concert.lastStartsAt!, locale)} · {venues}
          </p>
        </div>
        <OpeningClock
          sale={nextSale}
          opensText={t('opensAt', { time: formatDateTime(nextSale.opensAt, locale) })}
          lobbyText={t('lobbyAt', { time: formatDateTime(nextSale.lobbyOpensAt, locale) })}
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

import { Link } from '@/components/ui/link';
import { getLocale, getTranslations } from 'next-intl/server';
import { formatWon } from '@/components/format/money';
import { textIn } from '@/components/format/text';
import type { ConcertState } from '@/components/format/sale';
import { formatDate, formatDays } from '@/components/format/time';
import { Poster } from '@/components/poster/poster';
import { Badge, type Tone } from '@/components/ui/badge';
import { toLocale } from '@/i18n/locale';
import type { Concert } from '@/server/concerts/concerts.schema';

type Props = { concert: Concert; state: ConcertState };

/** Poster, what it is, when and where, and whether one can buy it. The whole card is one link. */
export async function ConcertCard({ concert, state }: Props) {
  const [t, locale] = [await getTranslations('home'), toLocale(await getLocale())];
  const [title, artist] = [textIn(concert.title, locale), textIn(concert.artist, locale)];
  const venue = concert.venues[0];
  return (
    <article className="group relative grid content-start gap-3">
      <Poster seed={concert.posterSeed} title={title} artist={artist} />
      <div className="grid gap-1">
        <SaleBadge concert={concert} state={state} />
        <h3 className="text-base leading-6">
          <Link href={`/concerts/${concert.id}`} className="after:absolute after:inset-0">
            {title}
          </Link>
        </h3>
        <p className="text-sm text-muted">{artist}</p>
        {concert.firstStartsAt && (
          <p className="text-sm text-muted">
            {formatDays(concert.firstStartsAt, concert.lastStartsAt!, locale)}
            {venue && <span className="block truncate">{textIn(venue, locale)}</span>}
          </p>
        )}
        {concert.priceMin !== null && (
          <p className="text-sm font-semibold">
            {t('from', { price: formatWon(concert.priceMin, locale) })}
          </p>
        )}
      </div>
    </article>
  );
}

const tones: Record<ConcertState, Tone> = {
  over: 'neutral',
  soldOut: 'neutral',
  soon: 'accent',
  open: 'good',
  few: 'warn',
};

async function SaleBadge({ concert, state }: Props) {
  const [t, locale] = [await getTranslations('home'), toLocale(await getLocale())];
  const date = concert.nextSale ? formatDate(concert.nextSale.opensAt, locale) : '';
  return (
    <p>
      <Badge tone={tones[state]}>{t(`badge.${state}`, { date })}</Badge>
    </p>
  );
}

type GridProps = { concerts: Concert[]; states: Map<string, ConcertState> };

export function ConcertGrid({ concerts, states }: GridProps) {
  return (
    <ul className="grid grid-cols-2 gap-x-4 gap-y-8 md:grid-cols-4 md:gap-x-6">
      {concerts.map((concert) => (
        // What is out of sight is not laid out yet, nor are its fonts asked for. Its focus ring needs the room.
        <li
          key={concert.id}
          className="-m-1 p-1 [contain-intrinsic-size:auto_460px] [content-visibility:auto]"
        >
          <ConcertCard concert={concert} state={states.get(concert.id) ?? 'over'} />
        </li>
      ))}
    </ul>
  );
}

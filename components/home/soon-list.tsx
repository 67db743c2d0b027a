import { Link } from '@/components/ui/link';
import { getLocale, getTranslations } from 'next-intl/server';
import { textIn } from '@/components/format/text';
import { formatDateTime } from '@/components/format/time';
import { Poster } from '@/components/poster/poster';
import { Countdown } from '@/components/ui/countdown';
import { toLocale } from '@/i18n/locale';
import type { Opening } from './opening';

/** The sales that open after the next one, each with its own clock. */
export async function SoonList({ openings }: { openings: Opening[] }) {
  const [t, locale] = [await getTranslations('home'), toLocale(await getLocale())];
  return (
    <section aria-labelledby="soon" className="grid gap-4">
      <h2 id="soon" className="text-lg">
        {t('alsoSoon')}
      </h2>
      <ul className="grid gap-2 md:grid-cols-3 md:gap-4">
        {openings.map(({ concert, sale }) => (
          <li
            key={concert.id}
            className="relative flex items-center gap-4 rounded-lg border border-line bg-surface p-3 hover:bg-sunken"
          >
            <span className="w-16 shrink-0">
              <Poster
                seed={concert.posterSeed}
                title={textIn(concert.title, locale)}
                artist={textIn(concert.artist, locale)}
              />
            </span>
            <div className="min-w-0">
              <h3 className="truncate text-base">
                <Link href={`/concerts/${concert.id}`} className="after:absolute after:inset-0">
                  {textIn(concert.title, locale)}
                </Link>
              </h3>
              <p className="truncate text-sm text-muted">{formatDateTime(sale.opensAt, locale)}</p>
              <Countdown until={sale.opensAt} className="block font-semibold text-accent" />
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

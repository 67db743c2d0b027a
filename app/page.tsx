import { Shuffle, Armchair, Anchor, CalendarX } from 'lucide-react';
import { Link } from '@/components/ui/link';
import { getTranslations } from 'next-intl/server';
import { concertStates } from './concert-states';
import { nextOpenings } from './next-openings';
import { ConcertGrid } from '@/components/concert/concert-card';
import { NextOpening } from '@/components/home/next-opening';
import { SoonList } from '@/components/home/soon-list';
import { buttonClass } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageMessages } from '@/i18n/page-messages';
import { listConcerts } from '@/server/concerts';
import { concertListSchema } from '@/server/concerts/concerts.schema';

const upcoming = concertListSchema.parse({ sale: 'upcoming', sort: 'opening', size: 8 });
const onSale = concertListSchema.parse({ sale: 'open', sort: 'opening', size: 12 });

export default async function HomePage() {
  const t = await getTranslations('home');
  const [soon, now] = await Promise.all([listConcerts(upcoming), listConcerts(onSale)]);
  const [next, ...later] = (await nextOpenings(soon.concerts)).slice(0, 4);
  return (
    <PageMessages of={['home']}>
      <div className="page grid gap-12 pb-8">
        {next ? <NextOpening opening={next} /> : <h1 className="sr-only">{t('onSale')}</h1>}
        {later.length > 0 && <SoonList openings={later} />}
        <section aria-labelledby="now" className="grid gap-4">
          <div className="flex items-center justify-between">
            <h2 id="now" className="text-xl">
              {t('onSale')}
            </h2>
            <Link href="/concerts" className={buttonClass({ variant: 'quiet', size: 'sm' })}>
              {t('all')}
            </Link>
          </div>
          {now.concerts.length ? (
            <ConcertGrid concerts={now.concerts} states={await concertStates(now.concerts)} />
          ) : (
            <EmptyState icon={CalendarX} title={t('empty')}>
              {t('emptyHint')}
            </EmptyState>
          )}
        </section>
        <Promises />
      </div>
    </PageMessages>
  );
}

async function Promises() {
  const t = await getTranslations('home');
  const promises = [
    { name: 'draw', icon: Shuffle },
    { name: 'place', icon: Anchor },
    { name: 'seat', icon: Armchair },
  ] as const;
  return (
    <section aria-labelledby="how" className="grid gap-6 border-t border-line pt-12">
      <h2 id="how" className="text-xl">
        {t('howTitle')}
      </h2>
      <ul className="grid gap-6 md:grid-cols-3">
        {promises.map(({ name, icon: Icon }) => (
          <li key={name} className="grid content-start gap-2">
            <Icon aria-hidden className="size-6 text-accent" />
            <h3 className="text-base">{t(`how.${name}.title`)}</h3>
            <p className="text-sm text-muted">{t(`how.${name}.body`)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

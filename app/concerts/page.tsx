import { SearchX } from 'lucide-react';
import type { Metadata } from 'next';
import { Link } from '@/components/ui/link';
import { getTranslations } from 'next-intl/server';
import { ConcertFilters } from '@/components/concert/concert-filters';
import { concertStates } from '../concert-states';
import { ConcertGrid } from '@/components/concert/concert-card';
import { buttonClass } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageMessages } from '@/i18n/page-messages';
import { listConcerts } from '@/server/concerts';
import { concertListSchema } from '@/server/concerts/concerts.schema';

type Asked = Record<string, string | undefined>;
type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const perPage = 20;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('home.list'))('title') };
}

export default async function ConcertsPage({ searchParams }: Props) {
  const t = await getTranslations('home.list');
  const asked = single(await searchParams);
  const found = await listConcerts(toInput(asked));
  return (
    <PageMessages of={['home']}>
      <div className="page grid content-start gap-6 py-6 md:py-8">
        <div className="flex flex-wrap items-baseline gap-x-4">
          <h1 className="text-xl">
            {asked.query ? t('titleFor', { query: asked.query }) : t('title')}
          </h1>
          <p className="text-sm text-muted">{t('count', { count: found.total })}</p>
        </div>
        <ConcertFilters asked={asked} />
        <h2 className="sr-only">{t('results')}</h2>
        {found.concerts.length ? (
          <ConcertGrid concerts={found.concerts} states={await concertStates(found.concerts)} />
        ) : (
          <EmptyState
            icon={SearchX}
            title={t('none')}
            action={
              <Link href="/concerts" className={buttonClass({ variant: 'secondary' })}>
                {t('clear')}
              </Link>
            }
          >
            {t('noneHint')}
          </EmptyState>
        )}
        <Pages asked={asked} page={found.page} pages={found.pages} />
      </div>
    </PageMessages>
  );
}

async function Pages({ asked, page, pages }: { asked: Asked; page: number; pages: number }) {
  const t = await getTranslations('home.list');
  if (pages < 2) return null;
  const to = (number: number) =>
    `/concerts?${new URLSearchParams({ ...defined(asked), page: String(number) })}`;
  const link = buttonClass({ variant: 'secondary', size: 'sm' });
  return (
    <nav aria-label={t('pages')} className="flex items-center justify-center gap-4 pt-4">
      {page > 1 && (
        <Link href={to(page - 1)} rel="prev" className={link}>
          {t('previous')}
        </Link>
      )}
      <span className="text-sm">{t('page', { page, pages })}</span>
      {page < pages && (
        <Link href={to(page + 1)} rel="next" className={link}>
          {t('nextPage')}
        </Link>
      )}
    </nav>
  );
}

function single(params: Record<string, string | string[] | undefined>): Asked {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      (Array.isArray(value) ? value[0] : value) || undefined,
    ]),
  );
}

const defined = (asked: Asked) =>
  Object.fromEntries(Object.entries(asked).filter(([, value]) => value)) as Record<string, string>;

/** What the address asks for; a part of it that makes no sense is left out rather than refused. */
function toInput(asked: Asked) {
  const day = 86_400_000;
  const from = midnight(asked.from);
  const to = midnight(asked.to);
  const parts = {
    query: asked.query?.slice(0, 60),
    from: from?.toISOString(),
    to: to && new Date(to.getTime() + day).toISOString(),
    page: asked.page,
    sale: asked.sale,
    sort: asked.sort ?? 'opening',
  };
  const kept = Object.entries(parts).filter(
    ([name, value]) =>
      value !== undefined &&
      concertListSchema.shape[name as keyof typeof parts].safeParse(value).success,
  );
  return concertListSchema.parse({ ...Object.fromEntries(kept), size: perPage });
}

/** The start of a day in Korea. */
function midnight(date: string | undefined): Date | undefined {
  const instant = new Date(`${date}T00:00:00+09:00`);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

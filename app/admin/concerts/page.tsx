import { Music, Plus } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { pageActor } from '@/app/page-actor';
import { ConcertsTable } from '@/components/admin/catalogue/concerts-table';
import { denseSelect } from '@/components/admin/shell/dense';
import { FilterBar } from '@/components/admin/shell/filter-bar';
import { PageHead } from '@/components/admin/shell/page-head';
import { Pager } from '@/components/admin/shell/pager';
import { buttonClass } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { EmptyState } from '@/components/ui/empty-state';
import { Select } from '@/components/ui/field';
import { listOwnConcerts } from '@/server/concerts';
import { adminConcertListSchema } from '@/server/concerts/concerts.schema';

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('adminCatalogue'))('concerts.title') };
}

/** What the URL asks for; anything that makes no sense is as if it was not there. */
function readFilters({ query, state, sort, page }: Record<string, unknown>) {
  const given = { query, state: state || undefined, sort: sort || undefined, page };
  const parsed = adminConcertListSchema.safeParse(given);
  return parsed.success ? parsed.data : adminConcertListSchema.parse({});
}

export default async function ConcertsPage({ searchParams }: Props) {
  const actor = await pageActor();
  const filters = readFilters(await searchParams);
  const [t, found] = await Promise.all([
    getTranslations('adminCatalogue.concerts'),
    listOwnConcerts(actor, filters),
  ]);
  const { query, state, sort } = filters;
  const admin = actor.kind === 'account' && actor.role === 'ADMIN';
  return (
    <>
      <PageHead
        title={t('title')}
        lead={t('lead')}
        actions={
          <Link href="/admin/concerts/new" className={buttonClass({ size: 'sm' })}>
            <Plus aria-hidden className="size-4" />
            {t('new')}
          </Link>
        }
      />
      <FilterBar action="/admin/concerts" query={query ?? ''} placeholder={t('search')}>
        <Choice name="state" label={t('state')} value={state}>
          <option value="">{t('allStates')}</option>
          <option value="published">{t('published')}</option>
          <option value="draft">{t('draft')}</option>
        </Choice>
        <Choice name="sort" label={t('sort')} value={sort}>
          {(['newest', 'soonest', 'title'] as const).map((one) => (
            <option key={one} value={one}>
              {t(`sorts.${one}`)}
            </option>
          ))}
        </Choice>
      </FilterBar>
      {found.concerts.length > 0 ? (
        <ConcertsTable concerts={found.concerts} admin={admin} />
      ) : (
        <EmptyState icon={Music} title={t('none')}>
          {t('noneHint')}
        </EmptyState>
      )}
      <Pager
        path="/admin/concerts"
        filters={{ query, state, sort: sort === 'newest' ? undefined : sort }}
        page={found.page}
        pages={found.pages}
        total={found.total}
      />
    </>
  );
}

type ChoiceProps = { name: string; label: string; value?: string; children: React.ReactNode };

function Choice({ name, label, value, children }: ChoiceProps) {
  return (
    <Select
      name={name}
      key={value}
      defaultValue={value ?? ''}
      aria-label={label}
      className={cn(denseSelect, 'w-36')}
    >
      {children}
    </Select>
  );
}

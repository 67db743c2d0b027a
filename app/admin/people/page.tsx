import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { pageActor } from '@/app/page-actor';
import { denseSelect } from '@/components/admin/shell/dense';
import { FilterBar } from '@/components/admin/shell/filter-bar';
import { PageHead } from '@/components/admin/shell/page-head';
import { Pager } from '@/components/admin/shell/pager';
import { PeopleTable } from '@/components/admin/people/people-table';
import { cn } from '@/components/ui/cn';
import { EmptyState } from '@/components/ui/empty-state';
import { Select } from '@/components/ui/field';
import { listPeople, presentPerson } from '@/server/users';
import { peopleInput, roleSchema } from '@/server/users/users.schema';

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin'))('people.title') };
}

/** What the URL asks for; anything that makes no sense is as if it was not there. */
function readFilters({ query, role, page }: Record<string, unknown>) {
  const parsed = peopleInput.safeParse({ query, role: role || undefined, page });
  return parsed.success ? parsed.data : peopleInput.parse({});
}

export default async function PeoplePage({ searchParams }: Props) {
  const actor = await pageActor();
  if (actor.kind !== 'account' || actor.role !== 'ADMIN') redirect('/admin');
  const filters = readFilters(await searchParams);
  const [t, found] = await Promise.all([
    getTranslations('admin.people'),
    listPeople(actor, filters),
  ]);
  const { query, role } = filters;
  return (
    <>
      <PageHead title={t('title')} lead={t('lead')} />
      <FilterBar action="/admin/people" query={query} placeholder={t('search')}>
        <Select
          name="role"
          defaultValue={role ?? ''}
          aria-label={t('role')}
          className={cn(denseSelect, 'w-36')}
        >
          <option value="">{t('allRoles')}</option>
          {roleSchema.options.map((one) => (
            <option key={one} value={one}>
              {t(`roles.${one}`)}
            </option>
          ))}
        </Select>
      </FilterBar>
      {found.rows.length > 0 ? (
        <PeopleTable people={found.rows.map(presentPerson)} ownId={actor.id} />
      ) : (
        <EmptyState title={t('none')}>{t('noneHint')}</EmptyState>
      )}
      <Pager
        path="/admin/people"
        filters={{ query, role }}
        page={found.page}
        pages={found.pages}
        total={found.total}
      />
    </>
  );
}

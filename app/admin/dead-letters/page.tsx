import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { pageActor } from '@/app/page-actor';
import { DeadLettersTable } from '@/components/admin/dead-letters/dead-letters-table';
import { LetterPages } from '@/components/admin/dead-letters/letter-pages';
import { PageHead } from '@/components/admin/shell/page-head';
import { EmptyState } from '@/components/ui/empty-state';
import { listDeadLetters } from '@/server/outbox';
import { deadLettersQuerySchema } from '@/server/outbox/dead-letters.schema';

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin'))('deadLetters.title') };
}

/** What the URL asks for; a cursor that makes no sense is as if it was not there. */
function readQuery({ cursor }: Record<string, unknown>) {
  const parsed = deadLettersQuerySchema.safeParse({ cursor });
  return parsed.success ? parsed.data : deadLettersQuerySchema.parse({});
}

export default async function DeadLettersPage({ searchParams }: Props) {
  const actor = await pageActor();
  if (actor.kind !== 'account' || actor.role !== 'ADMIN') redirect('/admin');
  const query = readQuery(await searchParams);
  const [t, found] = await Promise.all([
    getTranslations('admin.deadLetters'),
    listDeadLetters(actor, query),
  ]);
  return (
    <>
      <PageHead title={t('title')} lead={t('lead')} />
      {found.deadLetters.length > 0 ? (
        <DeadLettersTable letters={found.deadLetters} />
      ) : (
        <EmptyState title={t('none')}>{t('noneHint')}</EmptyState>
      )}
      <LetterPages cursor={query.cursor} nextCursor={found.nextCursor} />
    </>
  );
}

import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { pageActor } from '@/app/page-actor';
import { DoorPage } from '@/components/door/door-page';
import { EmptyState } from '@/components/ui/empty-state';
import { PageMessages } from '@/i18n/page-messages';
import { listDoors } from '@/server/tickets';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('door'))('title'), robots: { index: false } };
}

/** Where staff let people in. */
export default async function Door() {
  const actor = await pageActor();
  if (actor.kind !== 'account') redirect('/sign-in?next=%2Fdoor');
  const t = await getTranslations('door');
  if (actor.role === 'FAN') return <Nothing title={t('staffOnly')} hint={t('staffOnlyHint')} />;
  const doors = await listDoors(actor);
  if (doors.length === 0) return <Nothing title={t('noShows')} hint={t('noShowsHint')} />;
  return (
    <PageMessages of={['door']}>
      <DoorPage doors={doors} />
    </PageMessages>
  );
}

function Nothing({ title, hint }: { title: string; hint: string }) {
  return (
    <div className="page py-16">
      <EmptyState title={<h1 className="text-base">{title}</h1>}>{hint}</EmptyState>
    </div>
  );
}

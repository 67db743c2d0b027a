import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { pageActor } from '@/app/page-actor';
import { AdminNav } from '@/components/admin/shell/nav';
import { EmptyState } from '@/components/ui/empty-state';
import { PageMessages } from '@/i18n/page-messages';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin');
  return {
    title: { default: t('title'), template: `%s · ${t('title')}` },
    robots: { index: false },
  };
}

/** The console: for staff. What each may see is asked again by every verb. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const actor = await pageActor();
  if (actor.kind !== 'account') redirect('/sign-in?next=%2Fadmin');
  if (actor.role === 'FAN') return <StaffOnly />;
  return (
    <PageMessages of={['admin']}>
      <div
        data-console
        className="grid flex-1 max-md:content-start md:grid-cols-[208px_minmax(0,1fr)]"
      >
        <AdminNav admin={actor.role === 'ADMIN'} />
        <div className="min-w-0 px-4 py-6 md:px-8">{children}</div>
      </div>
    </PageMessages>
  );
}

async function StaffOnly() {
  const t = await getTranslations('admin.staffOnly');
  return (
    <div className="page py-16">
      <EmptyState title={<h1 className="text-base">{t('title')}</h1>}>{t('hint')}</EmptyState>
    </div>
  );
}

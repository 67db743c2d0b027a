import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { MyTabs } from '@/components/my/my-tabs';
import { PageMessages } from '@/i18n/page-messages';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('my'))('title'), robots: { index: false } };
}

export default async function MyLayout({ children }: { children: ReactNode }) {
  return (
    <PageMessages of={['my', 'pay']}>
      <div className="page grid content-start gap-6 py-6 md:py-8">
        <MyTabs />
        {children}
      </div>
    </PageMessages>
  );
}

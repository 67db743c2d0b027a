import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ConcertForm } from '@/components/admin/catalogue/concert-form';
import { PageHead } from '@/components/admin/shell/page-head';
import { newId } from '@/server/platform/id';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('adminCatalogue'))('concert.newTitle') };
}

export default async function NewConcertPage() {
  const t = await getTranslations('adminCatalogue.concert');
  return (
    <>
      <PageHead title={t('newTitle')} lead={t('newLead')} />
      <ConcertForm seed={newId().slice(-8)} />
    </>
  );
}

import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { DrawPage } from '@/components/draw/draw-page';
import { PageMessages } from '@/i18n/page-messages';

type Props = { params: Promise<{ scheduleId: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('draw'))('title'), robots: { index: false } };
}

export default async function Page({ params }: Props) {
  const { scheduleId } = await params;
  return (
    <PageMessages of={['draw']}>
      <DrawPage scheduleId={scheduleId} />
    </PageMessages>
  );
}

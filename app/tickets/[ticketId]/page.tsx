import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { TicketPage } from '@/components/ticket/ticket-page';
import { PageMessages } from '@/i18n/page-messages';

type Props = { params: Promise<{ ticketId: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('ticket'))('title'), robots: { index: false } };
}

export default async function Page({ params }: Props) {
  const { ticketId } = await params;
  return (
    <PageMessages of={['ticket']}>
      <TicketPage ticketId={ticketId} />
    </PageMessages>
  );
}

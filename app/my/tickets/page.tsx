import { Tickets } from '@/components/my/tickets';

type Props = { searchParams: Promise<{ reservation?: string | string[] }> };

export default async function MyTicketsPage({ searchParams }: Props) {
  const { reservation } = await searchParams;
  return <Tickets reservationId={typeof reservation === 'string' ? reservation : undefined} />;
}

import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { CancellationRules } from '@/components/concert/cancellation-rules';
import { PayPage } from '@/components/pay/pay-page';
import { PageMessages } from '@/i18n/page-messages';
import { offeredMethods } from '@/server/payments';

type Props = { params: Promise<{ reservationId: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('pay'))('title'), robots: { index: false } };
}

/** The page is the same for everyone; the reservation loads in the browser of the one it belongs to. */
export default async function Page({ params }: Props) {
  const { reservationId } = await params;
  return (
    <PageMessages of={['pay']}>
      <PayPage
        reservationId={reservationId}
        rules={<CancellationRules />}
        methods={offeredMethods()}
      />
    </PageMessages>
  );
}

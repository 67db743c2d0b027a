import type { ReactNode } from 'react';
import { PageMessages } from '@/i18n/page-messages';

export default function ReservationsLayout({ children }: { children: ReactNode }) {
  return <PageMessages of={['adminReservations']}>{children}</PageMessages>;
}

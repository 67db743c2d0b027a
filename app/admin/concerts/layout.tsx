import type { ReactNode } from 'react';
import { PageMessages } from '@/i18n/page-messages';

export default function ConcertsLayout({ children }: { children: ReactNode }) {
  return <PageMessages of={['adminCatalogue']}>{children}</PageMessages>;
}

import type { ReactNode } from 'react';
import { PageMessages } from '@/i18n/page-messages';

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <PageMessages of={['auth']}>
      <div className="mx-auto grid w-full max-w-md content-start gap-6 px-4 py-12 md:py-16">
        {children}
      </div>
    </PageMessages>
  );
}

'use client';

import { LogIn } from 'lucide-react';
import { Link } from '@/components/ui/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { buttonClass } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

/** In place of a personal page, for nobody; leads back to it. */
export function SignInFirst() {
  const t = useTranslations('common');
  const path = usePathname();
  return (
    <div className="page py-12">
      <EmptyState
        icon={LogIn}
        title={t('signInFirst.title')}
        action={
          <Link href={`/sign-in?next=${encodeURIComponent(path)}`} className={buttonClass()}>
            {t('nav.signIn')}
          </Link>
        }
      >
        {t('signInFirst.body')}
      </EmptyState>
    </div>
  );
}

'use client';

import dynamic from 'next/dynamic';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useSession } from '@/components/api/use-session';
import { buttonClass } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Link } from '@/components/ui/link';

const blank = <span className="min-h-11 w-18" />;

// Whoever is not signed in does without the menu's script.
const SignedInMenu = dynamic(() => import('./signed-in-menu'), {
  ssr: false,
  loading: () => blank,
});

/** Sign-in for nobody, a menu for somebody; an empty place of the same height while unknown. */
export function AccountMenu() {
  const me = useSession();
  const t = useTranslations('common.nav');
  const path = usePathname();
  if (me === undefined) return blank;
  if (me) return <SignedInMenu me={me} />;
  const back = path === '/' || path.startsWith('/sign-') ? '' : `?next=${encodeURIComponent(path)}`;
  return (
    <Link
      href={`/sign-in${back}`}
      className={cn(buttonClass({ variant: 'secondary', size: 'sm' }), 'min-w-18')}
    >
      {t('signIn')}
    </Link>
  );
}

import { Link } from '@/components/ui/link';
import { getTranslations } from 'next-intl/server';
import { AccountMenu } from './account-menu';
import { LocaleSwitch } from './locale-switch';
import { Search } from './search';
import { SearchButton } from './search-button';
import { Wordmark } from './wordmark';

/** The same for everyone: who is signed in loads after, so this may be cached. */
export async function Header() {
  const t = await getTranslations('common');
  return (
    <header className="sticky top-0 z-40 border-b border-line bg-bg">
      <div className="page flex h-14 items-center gap-1 md:h-16 md:gap-4">
        <Link
          href="/"
          aria-label={t('siteName')}
          className="-ml-2 flex min-h-11 shrink-0 items-center px-2"
        >
          <Wordmark />
        </Link>
        <nav aria-label={t('nav.label')} className="max-md:hidden">
          <Link
            href="/concerts"
            className="flex min-h-11 items-center rounded-md px-3 font-semibold hover:bg-sunken"
          >
            {t('nav.concerts')}
          </Link>
        </nav>
        <div className="flex-1 max-md:hidden">
          <Search className="ml-auto max-w-96" />
        </div>
        <div className="ml-auto flex items-center gap-1">
          <SearchButton className="md:hidden" />
          <LocaleSwitch />
          <AccountMenu />
        </div>
      </div>
    </header>
  );
}

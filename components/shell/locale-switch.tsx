'use client';

import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { localeCookie } from '@/i18n/locale';
import { buttonClass } from '@/components/ui/button';

const yearSeconds = 31_536_000;

/** Switches the language of the page one is on; kept in a cookie. */
export function LocaleSwitch() {
  const router = useRouter();
  const other = useLocale() === 'ko' ? 'en' : 'ko';
  const t = useTranslations('common.nav');
  const change = () => {
    document.cookie = `${localeCookie}=${other};path=/;max-age=${yearSeconds};samesite=lax`;
    router.refresh();
  };
  return (
    <button
      type="button"
      lang={other}
      onClick={change}
      className={buttonClass({ variant: 'quiet', size: 'sm' })}
    >
      {t('otherLanguage')}
    </button>
  );
}

'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';

const waitSeconds = 8;

/** Says what is safe, and tries again by itself. */
export default function ErrorPage({ retry }: { retry: () => void }) {
  const t = useTranslations('common');
  const [left, setLeft] = useState(waitSeconds);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (left <= 1) retry();
      setLeft(left <= 1 ? waitSeconds : left - 1);
    }, 1000);
    return () => clearTimeout(timer);
  }, [left, retry]);
  return (
    <div className="page grid flex-1 place-content-center justify-items-center gap-4 py-16 text-center">
      <h1 className="text-xl">{t('error.title')}</h1>
      <p className="max-w-prose text-muted">{t('error.body')}</p>
      <p className="text-sm text-muted">{t('error.countdown', { seconds: left })}</p>
      <Button variant="secondary" onClick={retry}>
        {t('retry')}
      </Button>
    </div>
  );
}

import { getTranslations } from 'next-intl/server';
import { Wordmark } from './wordmark';

export async function Footer({ demo }: { demo: boolean }) {
  const t = await getTranslations('common');
  return (
    <footer className="mt-16 border-t border-line">
      <div className="page flex flex-wrap items-center gap-x-8 gap-y-2 py-8 text-sm text-muted">
        <Wordmark className="text-base" />
        <p>{t('footer.line')}</p>
        <a href="/api/docs" className="inline-flex min-h-11 items-center underline md:ml-auto">
          {t('footer.api')}
        </a>
        {demo && <p className="w-full text-xs">{t('footer.demo')}</p>}
      </div>
    </footer>
  );
}

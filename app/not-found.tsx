import { Link } from '@/components/ui/link';
import { getTranslations } from 'next-intl/server';
import { Poster } from '@/components/poster/poster';
import { buttonClass } from '@/components/ui/button';

export default async function NotFound() {
  const t = await getTranslations('common');
  return (
    <div className="page grid flex-1 place-content-center justify-items-center gap-6 py-16 text-center">
      <div className="w-40 -rotate-6">
        <Poster seed="404" title="404" artist={t('siteName')} />
      </div>
      <div className="grid gap-2">
        <h1 className="text-xl">{t('notFound.title')}</h1>
        <p className="max-w-prose text-muted">{t('notFound.body')}</p>
      </div>
      <Link href="/concerts" className={buttonClass()}>
        {t('notFound.action')}
      </Link>
    </div>
  );
}

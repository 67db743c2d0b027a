import { ChevronRight, ChevronsLeft } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { buttonClass } from '@/components/ui/button';

type Props = { cursor?: string; nextCursor: string | null };

/** Newest first, by cursor: the first page and an older one. */
export function LetterPages({ cursor, nextCursor }: Props) {
  const t = useTranslations('admin.deadLetters');
  const look = buttonClass({ variant: 'secondary', size: 'sm' });
  if (!cursor && !nextCursor) return null;
  return (
    <nav aria-label={t('pages')} className="mt-4 flex justify-end gap-2">
      {cursor && (
        <Link href="/admin/dead-letters" rel="first" className={look}>
          <ChevronsLeft aria-hidden className="size-4" />
          {t('newest')}
        </Link>
      )}
      {nextCursor && (
        <Link href={`/admin/dead-letters?cursor=${nextCursor}`} rel="next" className={look}>
          {t('older')}
          <ChevronRight aria-hidden className="size-4" />
        </Link>
      )}
    </nav>
  );
}

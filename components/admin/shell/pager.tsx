import { ChevronLeft, ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { buttonClass } from '@/components/ui/button';

type Props = {
  path: string;
  /** The filters in the URL, without the page. */
  filters: Record<string, string | undefined>;
  page: number;
  pages: number;
  total: number;
};

function hrefOf({ path, filters }: Props, page: number): string {
  const kept = Object.entries(filters).filter((entry): entry is [string, string] => !!entry[1]);
  const query = new URLSearchParams(kept);
  if (page > 1) query.set('page', String(page));
  return query.size > 0 ? `${path}?${query}` : path;
}

export function Pager(props: Props) {
  const t = useTranslations('admin.pager');
  const { page, pages, total } = props;
  const look = buttonClass({ variant: 'secondary', size: 'sm' });
  return (
    <nav
      aria-label={t('label')}
      className="mt-4 flex items-center justify-between gap-2 text-sm text-muted"
    >
      <p>{t('where', { page, pages: Math.max(1, pages), total })}</p>
      <div className="flex gap-2">
        {page > 1 && (
          <Link href={hrefOf(props, page - 1)} rel="prev" className={look}>
            <ChevronLeft aria-hidden className="size-4" />
            {t('previous')}
          </Link>
        )}
        {page < pages && (
          <Link href={hrefOf(props, page + 1)} rel="next" className={look}>
            {t('next')}
            <ChevronRight aria-hidden className="size-4" />
          </Link>
        )}
      </div>
    </nav>
  );
}

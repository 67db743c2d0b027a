'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { Skeleton } from '@/components/ui/skeleton';

type Paged = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };

/** The next page of a list, when there is one. */
export function More({ query }: { query: Paged }) {
  const t = useTranslations('common');
  if (!query.hasNextPage) return null;
  return (
    <Button
      variant="secondary"
      busy={query.isFetchingNextPage}
      onClick={() => void query.fetchNextPage()}
      className="justify-self-center"
    >
      {t('more')}
    </Button>
  );
}

export function ListSkeleton() {
  return (
    <div className="grid gap-4">
      {[1, 2, 3].map((row) => (
        <Skeleton key={row} className="h-36 rounded-lg" />
      ))}
    </div>
  );
}

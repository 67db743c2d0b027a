'use client';

import { ExternalLink } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { api } from '@/components/api/client';
import { Button, buttonClass } from '@/components/ui/button';
import type { AdminConcert } from '@/server/concerts/concerts.schema';
import { ConfirmButton } from './confirm-button';
import { useSave } from './use-save';

/** What can be done with a whole concert. */
export function ConcertActions({ concert }: { concert: AdminConcert }) {
  const t = useTranslations('adminCatalogue.concert');
  const router = useRouter();
  const path = `/admin/concerts/${concert.id}`;
  const remove = useSave(() => api.del(path), {
    says: t('deleted'),
    next: () => router.push('/admin/concerts'),
  });
  const publish = useSave(() => api.post(`${path}/publication`), {
    says: t('publishedNow'),
    next: () => router.refresh(),
  });
  const unpublish = useSave(() => api.del(`${path}/publication`), {
    says: t('unpublishedNow'),
    next: () => router.refresh(),
  });
  return (
    <>
      {concert.publishedAt ? (
        <Link
          href={`/concerts/${concert.id}`}
          className={buttonClass({ variant: 'secondary', size: 'sm' })}
        >
          <ExternalLink aria-hidden className="size-4" />
          {t('view')}
        </Link>
      ) : (
        <Button size="sm" busy={publish.busy} onClick={() => publish.save(undefined)}>
          {t('publish')}
        </Button>
      )}
      {concert.publishedAt && concert.soldSeats === 0 && (
        <ConfirmButton
          label={t('unpublish')}
          title={t('unpublishTitle')}
          description={t('unpublishHint')}
          variant="quiet"
          busy={unpublish.busy}
          onConfirm={() => unpublish.save(undefined)}
        />
      )}
      <ConfirmButton
        label={t('delete')}
        title={t('deleteTitle')}
        description={t('deleteHint')}
        danger
        variant="quiet"
        busy={remove.busy}
        onConfirm={() => remove.save(undefined)}
      />
    </>
  );
}

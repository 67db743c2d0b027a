'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { api } from '@/components/api/client';
import { ConfirmButton } from './confirm-button';
import { useSave } from './use-save';

export function DeleteSchedule({ id, concertId }: { id: string; concertId: string }) {
  const t = useTranslations('adminCatalogue.schedule');
  const router = useRouter();
  const remove = useSave(() => api.del(`/admin/schedules/${id}`), {
    says: t('deleted'),
    next: () => router.push(`/admin/concerts/${concertId}`),
  });
  return (
    <ConfirmButton
      label={t('delete')}
      title={t('deleteTitle')}
      description={t('deleteHint')}
      danger
      busy={remove.busy}
      onConfirm={() => remove.save(undefined)}
    />
  );
}

'use client';

import { useTranslations } from 'next-intl';
import { serverClock } from '@/components/api/server-clock';
import { ConfirmButton } from '../confirm-button';
import { useSteering } from './use-sale';

/** Opens a sale before its time. */
export function OpenNow({ scheduleId }: { scheduleId: string }) {
  const t = useTranslations('adminCatalogue.sale');
  const steer = useSteering(scheduleId, t('opened'));
  return (
    <ConfirmButton
      label={t('openNow')}
      title={t('openNowTitle')}
      description={t('openNowHint')}
      size="lg"
      className="max-sm:w-full"
      busy={steer.isPending}
      onConfirm={() => steer.mutate({ opensAt: new Date(serverClock.now()).toISOString() })}
    />
  );
}

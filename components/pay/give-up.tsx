'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api, keptKey } from '@/components/api/client';
import { useRefusalText } from '@/components/api/use-refusal';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { toast } from '@/components/ui/toast';

type Props = { reservationId: string; concertId?: string; disabled: boolean };

/** Gives the seats back before paying; asked once, for it cannot be undone. */
export function GiveUp({ reservationId, concertId, disabled }: Props) {
  const t = useTranslations('pay');
  const refusalText = useRefusalText();
  const [open, setOpen] = useState(false);
  const giveUp = useGiveUp(reservationId, concertId);
  return (
    <>
      <Button variant="quiet" size="sm" disabled={disabled} onClick={() => setOpen(true)}>
        {t('leave')}
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={t('leaveTitle')}
        description={t('leaveBody')}
      >
        {giveUp.isError && <Notice tone="bad" live title={refusalText(giveUp.error)} />}
        <div className="flex justify-end gap-2">
          <Button variant="secondary" onClick={() => setOpen(false)}>
            {t('leaveNo')}
          </Button>
          <Button variant="danger" busy={giveUp.isPending} onClick={() => giveUp.mutate()}>
            {t('leave')}
          </Button>
        </div>
      </Dialog>
    </>
  );
}

function useGiveUp(reservationId: string, concertId?: string) {
  const t = useTranslations('pay');
  const client = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: () =>
      api.post(
        `/reservations/${reservationId}/cancellation`,
        {},
        { key: keptKey(`cancel:${reservationId}`) },
      ),
    onSuccess: () => {
      toast(t('gaveUp'));
      client.removeQueries({ queryKey: ['reservations'] });
      router.replace(concertId ? `/concerts/${concertId}` : '/my');
    },
  });
}

'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api, keptKey } from '@/components/api/client';
import { useRefusalText } from '@/components/api/use-refusal';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field, Input } from '@/components/ui/field';
import { toast } from '@/components/ui/toast';

type Props = { scheduleId: string; soldSeats: number };

/** Cancels the show for good. There is no way back, so it is asked for in a word that has to be typed. */
export function CancelShow({ scheduleId, soldSeats }: Props) {
  const t = useTranslations('adminCatalogue.sale.cancelShow');
  const sale = useTranslations('adminCatalogue.sale');
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const cancel = useCancel(scheduleId, () => setOpen(false));
  const isSure = typed.trim() === t('word') && reason.trim() !== '';
  return (
    <>
      <Button variant="quiet" className="text-bad" onClick={() => setOpen(true)}>
        {t('action')}
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={t('title')}
        description={t('hint', { seats: soldSeats })}
      >
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (isSure) cancel.mutate(reason.trim());
          }}
        >
          <Field label={sale('reason')} hint={sale('reasonHint')}>
            <Input
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              required
              maxLength={200}
              autoComplete="off"
            />
          </Field>
          <Field label={t('type', { word: t('word') })}>
            <Input
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              required
              autoComplete="off"
            />
          </Field>
          <div className="flex justify-end gap-2">
            <Button variant="secondary" onClick={() => setOpen(false)}>
              {t('back')}
            </Button>
            <Button type="submit" variant="danger" disabled={!isSure} busy={cancel.isPending}>
              {t('action')}
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}

function useCancel(scheduleId: string, then: () => void) {
  const t = useTranslations('adminCatalogue.sale.cancelShow');
  const router = useRouter();
  const client = useQueryClient();
  const refusalText = useRefusalText();
  return useMutation({
    mutationFn: (reason: string) =>
      api.post(
        `/admin/schedules/${scheduleId}/cancellation`,
        { reason },
        { key: keptKey(`cancel-show:${scheduleId}:${reason}`) },
      ),
    onSuccess: async () => {
      toast.success(t('done'));
      then();
      // What comes of it is told at the top.
      scrollTo({ top: 0 });
      router.refresh();
      await client.invalidateQueries({ queryKey: ['sale', scheduleId] });
    },
    onError: (error) => toast.error(refusalText(error)),
  });
}

'use client';

import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { ConfirmButton } from '@/components/admin/catalogue/confirm-button';
import { api } from '@/components/api/client';
import { useRefusalText } from '@/components/api/use-refusal';
import { toast } from '@/components/ui/toast';
import type { DeadLetter } from '@/server/outbox/dead-letters.schema';

type Props = { letter: DeadLetter; /** Null for what is no event. */ type: string | null };

/** Sends a letter again or throws it away, after saying what that means. What is no event is only thrown away. */
export function LetterActions({ letter, type }: Props) {
  const t = useTranslations('admin.deadLetters');
  const refusal = useRefusalText();
  const router = useRouter();
  const path = `/admin/dead-letters/${letter.id}`;
  const act = useMutation({
    mutationFn: (what: 'replay' | 'discard') =>
      what === 'replay' ? api.post(`${path}/replay`) : api.del(path),
    onSuccess: (_, what) => void toast.success(t(`${what}.done`)),
    onError: (error) => void toast.error(refusal(error)),
    // Also when another admin was first: then the row goes.
    onSettled: () => router.refresh(),
  });
  const names = { event: type ?? t('unreadable'), consumer: letter.consumer };
  return (
    <div className="flex justify-end gap-2">
      {type && (
        <ConfirmButton
          label={t('replay.action')}
          title={t('replay.title', names)}
          description={t('replay.means')}
          busy={act.isPending}
          onConfirm={() => act.mutate('replay')}
        />
      )}
      <ConfirmButton
        label={t('discard.action')}
        title={t('discard.title', names)}
        description={t('discard.means')}
        danger
        variant="quiet"
        busy={act.isPending}
        onConfirm={() => act.mutate('discard')}
      />
    </div>
  );
}

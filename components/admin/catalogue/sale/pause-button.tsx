'use client';

import { CirclePause, CirclePlay } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ReasonDialog } from './reason-dialog';
import { useSteering } from './use-sale';

/** The big red one: nobody new gets in until it is pressed again. */
export function PauseButton({ scheduleId, paused }: { scheduleId: string; paused: boolean }) {
  const t = useTranslations('adminCatalogue.sale');
  const [open, setOpen] = useState(false);
  const steer = useSteering(scheduleId, t(paused ? 'resumed' : 'paused'), () => setOpen(false));
  const Icon = paused ? CirclePlay : CirclePause;
  return (
    <>
      <Button
        size="lg"
        variant={paused ? 'primary' : 'danger'}
        className="max-sm:w-full"
        onClick={() => setOpen(true)}
      >
        <Icon aria-hidden className="size-6" />
        {t(paused ? 'resume' : 'pause')}
      </Button>
      <ReasonDialog
        open={open}
        onOpenChange={setOpen}
        title={t(paused ? 'resumeTitle' : 'pauseTitle')}
        description={t(paused ? 'resumeHint' : 'pauseHint')}
        action={t(paused ? 'resume' : 'pause')}
        danger={!paused}
        busy={steer.isPending}
        onReason={(reason) => steer.mutate({ paused: !paused, reason })}
      />
    </>
  );
}

'use client';

import { useQueryClient } from '@tanstack/react-query';
import { Hourglass } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect } from 'react';
import { isRefusal } from '@/components/api/client';
import { usePublicConfig } from '@/components/api/provider';
import { useRefusalText } from '@/components/api/use-refusal';
import { useServerNow } from '@/components/api/use-server-now';
import { queuePath } from '@/components/format/sale';
import { LoadFailed } from '@/components/shell/load-failed';
import { Button, buttonClass } from '@/components/ui/button';
import { Countdown } from '@/components/ui/countdown';
import { EmptyState } from '@/components/ui/empty-state';
import { toast } from '@/components/ui/toast';
import { extendPass, usePlace } from './use-pass';

/** From when on more time is offered: the sale promises a minute, WCAG asks for at least 20 seconds. */
const warnMs = 60_000;

type Props = {
  scheduleId: string;
  /** What is shown until it is known whose turn it is. */
  coming: ReactNode;
  children: (pass: string) => ReactNode;
};

/** Lets those in whose turn it is, and shows everyone else the way to the line. */
export function PassGuard({ scheduleId, coming, children }: Props) {
  const place = usePlace(scheduleId);
  if (place.isPending) return coming;
  const pass = place.data?.pass;
  if (!pass && place.error && !isRefusal(place.error, 'no_place'))
    return <LoadFailed error={place.error} onRetry={() => void place.refetch()} />;
  if (!pass) return <NoPass scheduleId={scheduleId} />;
  return (
    <>
      <PassClock scheduleId={scheduleId} expiresAt={pass.expiresAt} />
      {children(pass.token)}
    </>
  );
}

function NoPass({ scheduleId }: { scheduleId: string }) {
  const t = useTranslations('seatMap.pass');
  return (
    <div className="page py-12">
      <EmptyState
        icon={Hourglass}
        title={t('none')}
        action={
          <a href={queuePath(scheduleId)} className={buttonClass()}>
            {t('toQueue')}
          </a>
        }
      >
        {t('noneBody')}
      </EmptyState>
    </div>
  );
}

/** Silent until time runs short; then a bar with the way to have more. */
function PassClock({ scheduleId, expiresAt }: { scheduleId: string; expiresAt: string }) {
  const t = useTranslations('seatMap.pass');
  const now = useServerNow();
  const queries = useQueryClient();
  const refusalText = useRefusalText();
  const { realtimeUrl } = usePublicConfig();
  const leftMs = Date.parse(expiresAt) - now;
  const isOver = leftMs <= 0;
  useEffect(() => {
    if (isOver) void queries.invalidateQueries({ queryKey: ['places', scheduleId] });
  }, [isOver, queries, scheduleId]);
  const extend = async () => {
    try {
      queries.setQueryData(['places', scheduleId], await extendPass(realtimeUrl, scheduleId));
      toast.success(t('extended'));
    } catch (error) {
      toast.error(refusalText(error));
    }
  };
  if (leftMs > warnMs) return null;
  return (
    <div role="status" className="flex items-center gap-3 bg-warn-soft px-4 py-2 text-sm text-warn">
      <p className="min-w-0 flex-1">
        <strong>{t('soon')}</strong> <Countdown until={expiresAt} />
      </p>
      <Button variant="secondary" size="sm" onClick={() => void extend()}>
        {t('extend')}
      </Button>
    </div>
  );
}

'use client';

import { SearchX } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { isRefusal } from '@/components/api/client';
import { useSchedule } from '@/components/api/queries';
import { LoadFailed } from '@/components/shell/load-failed';
import { EmptyState } from '@/components/ui/empty-state';
import { Skeleton } from '@/components/ui/skeleton';
import { textIn } from '@/components/format/text';
import { toLocale } from '@/i18n/locale';
import { Downloads } from './downloads';
import { Steps } from './steps';
import { isAnother } from './remember';
import { useCheck, useDraw, useProof, useSeen } from './use-draw';
import { Verdict } from './verdict';

/** "Check my place": the draw of a lobby, verified in the browser of whoever looks. */
export function DrawPage({ scheduleId }: { scheduleId: string }) {
  const t = useTranslations('draw');
  const locale = toLocale(useLocale());
  const { data: schedule } = useSchedule(scheduleId);
  const { data: draw, error, refetch } = useDraw(scheduleId);
  const proof = useProof(scheduleId, draw);
  const check = useCheck(draw, proof.data);
  const seen = useSeen(draw);
  if (isRefusal(error, 'not_found', 'invalid_input')) return <Missing />;
  if (error && !draw) return <LoadFailed error={error} onRetry={() => void refetch()} />;
  return (
    <div className="page grid max-w-180 gap-6 py-6 md:py-12">
      <header className="grid gap-1">
        <p className="min-h-5 text-sm text-muted">
          {schedule && textIn(schedule.concert.title, locale)}
        </p>
        <h1 className="text-2xl font-bold">{t('title')}</h1>
        <p className="max-w-prose text-muted">{t('intro')}</p>
      </header>
      {draw ? (
        <>
          <Verdict
            draw={draw}
            proof={proof}
            steps={check.data}
            failed={check.isError}
            another={Boolean(draw && seen && isAnother(draw, seen))}
          />
          <Steps draw={draw} proof={proof.data} steps={check.data ?? []} seen={seen} />
          <Downloads draw={draw} scheduleId={scheduleId} hasPlace={proof.data !== undefined} />
        </>
      ) : (
        <Skeleton className="h-150 rounded-lg" />
      )}
    </div>
  );
}

function Missing() {
  const t = useTranslations('draw');
  return (
    <div className="page py-12">
      <EmptyState icon={SearchX} title={t('missing')}>
        {t('missingBody')}
      </EmptyState>
    </div>
  );
}

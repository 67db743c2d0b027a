'use client';

import { useTranslations } from 'next-intl';
import { Notice } from '@/components/ui/notice';
import type { AdminSchedule } from '@/server/schedules/schedules.schema';
import { ForecastForm } from './forecast-form';
import { ForecastOutcome } from './forecast-outcome';
import { scenarioOf } from './scenario-fields';
import { useForecast } from './use-forecast';

/** What a schedule's sale will be like with so many people, worked out in this browser. */
export function ForecastPanel({ schedule }: { schedule: AdminSchedule }) {
  const t = useTranslations('adminForecast');
  const { state, ask, cancel } = useForecast();
  return (
    <div className="grid items-start gap-8 lg:grid-cols-[320px_minmax(0,1fr)]">
      <ForecastForm
        scenario={scenarioOf(schedule)}
        busy={state.kind === 'running'}
        onAsk={ask}
        onCancel={cancel}
      />
      <div className="grid min-w-0 gap-6" aria-busy={state.kind === 'running'}>
        {state.kind === 'none' && <p className="text-sm text-muted">{t('none')}</p>}
        {state.kind === 'running' && <Running share={state.share} />}
        {state.kind === 'failed' && <Notice tone="bad" title={t('failed')} live />}
        {state.kind === 'forecast' && <ForecastOutcome result={state.result} />}
      </div>
    </div>
  );
}

function Running({ share }: { share: number }) {
  const t = useTranslations('adminForecast');
  return (
    <div className="grid gap-2">
      <p className="text-sm text-muted" role="status">
        {t('running')}
      </p>
      <progress className="w-full accent-accent" max={1} value={share} aria-label={t('running')} />
    </div>
  );
}

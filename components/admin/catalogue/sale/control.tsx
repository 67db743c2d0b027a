'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { groupDigits } from '@/components/format/money';
import { formatTime } from '@/components/format/time';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Table, Td, Th } from '@/components/ui/table';
import { toLocale } from '@/i18n/locale';
import type { AdmissionControl } from '@/server/waiting-room/waiting-room.schema';
import { ReasonDialog } from './reason-dialog';
import { Sparkline } from './sparkline';
import { useSteering } from './use-sale';
import { useTrail } from './use-trail';

/** How fast people come in at present and why, what is measured, and the switch of the closed loop. */
export function Control({ control, scheduleId }: Props) {
  const t = useTranslations('adminCatalogue.sale.control');
  const locale = toLocale(useLocale());
  const { rate, ceiling, slowed, auto } = control;
  const trail = useTrail(rate);
  return (
    <section className="grid gap-3">
      <h2 className="text-base">{t('title')}</h2>
      <div className="grid gap-4 rounded-lg border border-line bg-surface p-4">
        <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
          <p className="grid gap-0.5">
            <span className="text-xl font-bold tracking-tight">
              {t('rate', { rate: groupDigits(rate) })}
            </span>
            <span className="text-xs text-muted">{t('of', { ceiling })}</span>
          </p>
          <Sparkline values={trail} max={ceiling} label={t('trail')} />
        </div>
        <p
          className={cn('text-sm', slowed ? 'font-semibold text-warn' : 'text-muted')}
          role="status"
        >
          {slowed
            ? t('slowed', { time: formatTime(slowed.at, locale), reason: t(slowed.reason) })
            : t(auto ? 'full' : 'off')}
        </p>
        <Readings readings={control.readings} />
        <Switch scheduleId={scheduleId} auto={auto} />
      </div>
    </section>
  );
}

type Props = { control: AdmissionControl; scheduleId: string };

function Readings({ readings }: Pick<AdmissionControl, 'readings'>) {
  const t = useTranslations('adminCatalogue.sale.control');
  return (
    <Table aria-label={t('readings')}>
      <thead>
        <tr>
          <Th className="px-0">{t('measure')}</Th>
          <Th className="text-right">{t('p95')}</Th>
          <Th className="px-0 text-right">{t('target')}</Th>
        </tr>
      </thead>
      <tbody>
        {readings.map(({ measure, p95Ms, targetMs }) => {
          const isOver = p95Ms !== null && p95Ms > targetMs;
          return (
            <tr key={measure}>
              <Td className="px-0">{t(`measures.${measure}`)}</Td>
              <Td className={cn('text-right', isOver && 'font-semibold text-warn')}>
                {p95Ms === null ? t('unknown') : t('ms', { ms: p95Ms })}
                {isOver && <span className="sr-only"> {t('over')}</span>}
              </Td>
              <Td className="px-0 text-right text-muted">{t('ms', { ms: targetMs })}</Td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}

function Switch({ scheduleId, auto }: { scheduleId: string; auto: boolean }) {
  const t = useTranslations('adminCatalogue.sale.control');
  const [open, setOpen] = useState(false);
  const turn = auto ? 'turnOff' : 'turnOn';
  const steer = useSteering(scheduleId, t(auto ? 'turnedOff' : 'turnedOn'), () => setOpen(false));
  return (
    <>
      <Button variant="secondary" onClick={() => setOpen(true)}>
        {t(turn)}
      </Button>
      <ReasonDialog
        open={open}
        onOpenChange={setOpen}
        title={t(`${turn}Title`)}
        description={t(`${turn}Hint`)}
        action={t(turn)}
        busy={steer.isPending}
        onReason={(reason) => steer.mutate({ autoRate: !auto, reason })}
      />
    </>
  );
}

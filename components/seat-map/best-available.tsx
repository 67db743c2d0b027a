'use client';

import { Minus, Plus, Sparkles } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import type { Grade } from '@/server/venues/layout.schema';

type Props = {
  grade: Grade | null;
  count: number;
  max: number;
  isBusy: boolean;
  /** There is nothing to be had, or nothing can be held. */
  isOff: boolean;
  onCount: (count: number) => void;
  onTake: () => void;
};

/** The obvious button: how many, and the best seats together are held. */
export function BestAvailable({ grade, count, max, isBusy, isOff, onCount, onTake }: Props) {
  const t = useTranslations('seatMap.best');
  const common = useTranslations('common.grade');
  return (
    <div className="flex flex-wrap items-center gap-3">
      <div
        role="group"
        aria-label={t('title')}
        className="flex items-center rounded-md border border-edge"
      >
        <Step label={t('fewer')} isOff={count <= 1} onStep={() => onCount(count - 1)}>
          <Minus aria-hidden className="size-5" />
        </Step>
        <output className="min-w-12 text-center font-semibold whitespace-nowrap">
          {t('count', { count })}
        </output>
        <Step label={t('more')} isOff={count >= max} onStep={() => onCount(count + 1)}>
          <Plus aria-hidden className="size-5" />
        </Step>
      </div>
      <Button className="flex-1" busy={isBusy} disabled={isOff || max < 1} onClick={onTake}>
        <Sparkles aria-hidden className="size-5 shrink-0" />
        {grade ? t('actionOf', { grade: common(grade) }) : t('action')}
      </Button>
    </div>
  );
}

function Step(props: { label: string; isOff: boolean; onStep: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-label={props.label}
      disabled={props.isOff}
      onClick={props.onStep}
      className="grid size-11 place-items-center rounded-md hover:bg-sunken disabled:text-faint"
    >
      {props.children}
    </button>
  );
}

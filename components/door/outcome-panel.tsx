'use client';

import {
  Ban,
  CalendarX2,
  CircleCheckBig,
  History,
  TicketX,
  WifiOff,
  type LucideIcon,
} from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useRefusalText } from '@/components/api/use-refusal';
import { textIn } from '@/components/format/text';
import { formatDateTime } from '@/components/format/time';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { useSeatLabel } from '@/components/ui/seat-label';
import { toLocale } from '@/i18n/locale';
import { tones, type Outcome, type Tone } from './outcome';

const icons: Record<Outcome['kind'], LucideIcon> = {
  admitted: CircleCheckBig,
  used: History,
  otherShow: CalendarX2,
  void: Ban,
  invalid: TicketX,
  fault: WifiOff,
};

const looks: Record<Tone, string> = {
  good: 'bg-good text-good-soft',
  warn: 'bg-warn text-warn-soft',
  bad: 'bg-bad text-bad-ink',
  fault: 'bg-ink text-bg',
};

/** What happened, to be read from an arm's length: colour, picture, word, and then the particulars. */
export function OutcomePanel({ outcome, onNext }: { outcome: Outcome; onNext: () => void }) {
  const t = useTranslations('door');
  const lines = useParticulars()(outcome);
  const Icon = icons[outcome.kind];
  return (
    <div
      data-outcome={outcome.kind}
      className={cn(
        'appear grid content-center justify-items-center gap-2 p-6 text-center',
        looks[tones[outcome.kind]],
      )}
    >
      <Icon aria-hidden className="size-20 md:size-24" strokeWidth={1.75} />
      <p className="text-3xl font-bold">{t(`outcome.${outcome.kind}`)}</p>
      {lines.map((line) => (
        <p key={line} className="text-lg font-semibold">
          {line}
        </p>
      ))}
      {outcome.kind !== 'admitted' && (
        <Button variant="secondary" size="lg" className="mt-4" onClick={onNext}>
          {t('next')}
        </Button>
      )}
    </div>
  );
}

/** The lines under the word; the first one alone is what the list of results shows. */
export function useParticulars(): (outcome: Outcome) => string[] {
  const t = useTranslations('door');
  const locale = toLocale(useLocale());
  const seatLabel = useSeatLabel();
  const refusalText = useRefusalText();
  return (outcome) => {
    switch (outcome.kind) {
      case 'admitted':
        return [seatLabel(outcome.seat), outcome.holder];
      case 'used': {
        const time = formatDateTime(outcome.admittedAt, locale);
        return [t('usedBefore', { time, gate: outcome.gate }), seatLabel(outcome.seat)];
      }
      case 'otherShow':
        return [textIn(outcome.title, locale), formatDateTime(outcome.startsAt, locale)];
      case 'void':
      case 'invalid':
        return [t(`hint.${outcome.kind}`)];
      case 'fault':
        return [refusalText(outcome.error)];
    }
  };
}

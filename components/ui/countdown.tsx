'use client';

import { useLocale } from 'next-intl';
import { useEffect, useRef } from 'react';
import { useServerNow } from '@/components/api/use-server-now';
import { formatLeft } from '@/components/format/time';
import { toLocale } from '@/i18n/locale';
import { cn } from './cn';

type Props = { until: string | number | Date; onEnd?: () => void; className?: string };

/** Counts down by the server's clock. Silent for screen readers: a page says the absolute time. */
export function Countdown({ until, onEnd, className }: Props) {
  const now = useServerNow();
  const locale = toLocale(useLocale());
  const endsAt = new Date(until).getTime();
  const ended = now >= endsAt;
  const told = useRef<number>(null);
  useEffect(() => {
    if (!ended || told.current === endsAt) return;
    told.current = endsAt;
    onEnd?.();
  }, [ended, endsAt, onEnd]);
  return (
    <span role="timer" aria-live="off" className={cn('whitespace-nowrap', className)}>
      {formatLeft(endsAt - now, locale)}
    </span>
  );
}

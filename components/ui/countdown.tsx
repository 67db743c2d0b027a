'use client';

import { useLocale } from 'next-intl';
import { useServerNow } from '@/components/api/use-server-now';
import { formatLeft } from '@/components/format/time';
import { toLocale } from '@/i18n/locale';
import { cn } from './cn';

type Props = { until: string | number | Date; className?: string };

/** Counts down by the server's clock. Silent for screen readers: a page says the absolute time. */
export function Countdown({ until, className }: Props) {
  const now = useServerNow();
  const locale = toLocale(useLocale());
  return (
    <span role="timer" aria-live="off" className={cn('whitespace-nowrap', className)}>
      {formatLeft(new Date(until).getTime() - now, locale)}
    </span>
  );
}

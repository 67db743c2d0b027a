'use client';

import { useLocale } from 'next-intl';
import { formatWon } from '@/components/format/money';
import { toLocale } from '@/i18n/locale';
import { cn } from './cn';

/** Integer won, with its unit, in the reader's language. */
export function Price({ amount, className }: { amount: number; className?: string }) {
  const locale = toLocale(useLocale());
  return <span className={cn('whitespace-nowrap', className)}>{formatWon(amount, locale)}</span>;
}

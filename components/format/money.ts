import type { Locale } from '@/i18n/locale';

/** `132,000원` or `₩132,000`. Grouped by hand: server and browser must agree to the letter. */
export function formatWon(amount: number, locale: Locale): string {
  const sign = amount < 0 ? '−' : '';
  const digits = groupDigits(Math.abs(amount));
  return locale === 'ko' ? `${sign}${digits}원` : `${sign}₩${digits}`;
}

/** `12,000`, the same in both languages. */
export function groupDigits(amount: number): string {
  return String(Math.trunc(amount)).replace(/\B(?=(\d{3})+$)/g, ',');
}

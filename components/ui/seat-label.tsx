'use client';

import { useLocale, useTranslations } from 'next-intl';
import { textIn } from '@/components/format/text';
import type { SeatName } from '@/components/format/seat';
import { toLocale } from '@/i18n/locale';

/** Floor, section, row and number, as one says it. */
export function useSeatLabel(): (seat: SeatName) => string {
  const t = useTranslations('common');
  const locale = toLocale(useLocale());
  return ({ floor, section, row, number }) =>
    t('seat', { floor: textIn(floor, locale), section, row, number: String(number) });
}

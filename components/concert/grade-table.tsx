'use client';

import { useTranslations } from 'next-intl';
import { groupDigits } from '@/components/format/money';
import { fewShare } from '@/components/format/sale';
import { Badge } from '@/components/ui/badge';
import { GradeMark } from '@/components/ui/grade-mark';
import { Price } from '@/components/ui/price';
import type { Schedule } from '@/server/schedules/schedules.schema';

/** Price and seats left by grade, with a bar for the share that is left. */
export function GradeTable({ schedule }: { schedule: Schedule }) {
  const t = useTranslations('concert');
  const common = useTranslations('common');
  return (
    <table className="w-full text-left">
      <thead className="sr-only">
        <tr>
          <th scope="col">{t('grade')}</th>
          <th scope="col">{t('price')}</th>
          <th scope="col">{t('left')}</th>
        </tr>
      </thead>
      <tbody>
        {schedule.grades.map(({ grade, price, seatCount, seatsLeft }) => (
          <tr key={grade} className="border-b border-line">
            <th scope="row" className="py-3 pr-4 font-normal">
              <GradeMark grade={grade} label={common(`grade.${grade}`)} />
            </th>
            <td className="py-3 pr-4 font-semibold">
              <Price amount={price} />
            </td>
            <td className="w-1/2 py-3 text-right">
              <span className="flex items-center justify-end gap-2 text-sm">
                {seatsLeft > 0 && seatsLeft < seatCount * fewShare && (
                  <Badge tone="warn" className="max-md:hidden">
                    {t('few')}
                  </Badge>
                )}
                {seatsLeft === 0
                  ? common('soldOut')
                  : t('leftOf', { left: groupDigits(seatsLeft), total: groupDigits(seatCount) })}
              </span>
              <span aria-hidden className="mt-1 ml-auto block h-1 max-w-60 rounded-full bg-sunken">
                <span
                  className="ml-auto block h-1 rounded-full bg-ink"
                  style={{ width: `${seatCount ? (seatsLeft / seatCount) * 100 : 0}%` }}
                />
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

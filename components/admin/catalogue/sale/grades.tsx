'use client';

import { useTranslations } from 'next-intl';
import { groupDigits } from '@/components/format/money';
import { GradeMark } from '@/components/ui/grade-mark';
import { Price } from '@/components/ui/price';
import { Table, Td, Th } from '@/components/ui/table';
import type { Sale } from '@/server/schedules/schedules.schema';

export function Grades({ sale }: { sale: Sale }) {
  const t = useTranslations('adminCatalogue.sale');
  const common = useTranslations('common');
  return (
    <section className="grid min-w-0 gap-3">
      <h2 className="text-base">{t('grades')}</h2>
      <Table aria-label={t('grades')}>
        <thead>
          <tr>
            <Th>{t('grade')}</Th>
            <Th className="text-right">{t('gradeSold')}</Th>
            <Th className="text-right">{t('gradeHeld')}</Th>
            <Th className="text-right">{t('gradeLeft')}</Th>
            <Th className="text-right">{t('revenue')}</Th>
          </tr>
        </thead>
        <tbody>
          {sale.grades.map(({ grade, seatCount, sold, held, revenue }) => (
            <tr key={grade}>
              <Td className="whitespace-nowrap">
                <GradeMark grade={grade} label={common(`grade.${grade}`)} />
              </Td>
              <Td className="text-right">{groupDigits(sold)}</Td>
              <Td className="text-right">{groupDigits(held)}</Td>
              <Td className="text-right">{groupDigits(seatCount - sold - held)}</Td>
              <Td className="text-right">
                <Price amount={revenue} />
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}

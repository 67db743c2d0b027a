'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useId } from 'react';
import { groupDigits } from '@/components/format/money';
import { cn } from '@/components/ui/cn';
import { GradeMark } from '@/components/ui/grade-mark';
import { Price } from '@/components/ui/price';
import type { Grade } from '@/server/venues/layout.schema';

export type GradeOffer = { grade: Grade; price: number; left: number };
type Props = {
  offers: readonly GradeOffer[];
  grade: Grade | null;
  onGrade: (grade: Grade | null) => void;
};

/** Which grade one looks for: the map shows only that one, and the best seats are taken from it. */
export function GradePicker({ offers, grade, onGrade }: Props) {
  const t = useTranslations('seatMap');
  const common = useTranslations('common');
  const name = useId();
  return (
    <fieldset className="flex gap-2 overflow-x-auto p-1 md:grid md:gap-1 md:overflow-visible md:p-0">
      <legend className="sr-only">{t('grades.label')}</legend>
      <Choice name={name} isChosen={grade === null} onChoose={() => onGrade(null)}>
        <span className="font-semibold">{t('grades.all')}</span>
      </Choice>
      {offers.map(({ grade: offered, price, left }) => (
        <Choice
          key={offered}
          name={name}
          isChosen={grade === offered}
          onChoose={() => onGrade(offered)}
          isGone={left === 0}
        >
          <GradeMark grade={offered} label={common(`grade.${offered}`)} />
          <Price amount={price} className="text-sm md:ml-auto md:text-base" />
          <span className="text-sm text-muted md:w-26 md:text-right">
            {left === 0 ? t('grades.none') : t('list.left', { count: groupDigits(left) })}
          </span>
        </Choice>
      ))}
    </fieldset>
  );
}

type ChoiceProps = {
  name: string;
  isChosen: boolean;
  isGone?: boolean;
  onChoose: () => void;
  children: ReactNode;
};

function Choice({ name, isChosen, isGone, onChoose, children }: ChoiceProps) {
  return (
    <label
      className={cn(
        'relative flex min-h-11 shrink-0 cursor-pointer items-center gap-2 rounded-md border border-line bg-surface px-3 whitespace-nowrap hover:bg-sunken',
        'has-focus-visible:outline-2 has-focus-visible:outline-accent',
        isChosen && 'border-accent bg-accent-soft hover:bg-accent-soft',
        isGone && 'text-faint',
      )}
    >
      <input type="radio" name={name} checked={isChosen} onChange={onChoose} className="sr-only" />
      {children}
    </label>
  );
}

'use client';

import { ChevronRight, CircleAlert } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { type ReactNode, useId, useState } from 'react';
import { groupDigits } from '@/components/format/money';
import { textIn } from '@/components/format/text';
import { cn } from '@/components/ui/cn';
import { GradeMark } from '@/components/ui/grade-mark';
import { Price } from '@/components/ui/price';
import { toLocale } from '@/i18n/locale';
import type { Grade } from '@/server/venues/layout.schema';
import type { SeatModel } from './engine/model';
import { type ListedRow, type ListedSeat, listFloors, listRows, listSeats } from './list';
import { useModelVersion } from './use-model';

type Props = {
  model: SeatModel;
  chosen: readonly number[];
  /** What the chosen ones would leave alone, where the schedule does not sell so. */
  alone: readonly number[];
  grade: Grade | null;
  prices: ReadonlyMap<Grade, number>;
  onSeat: (seat: number) => void;
};

/** Everything the map can do, as buttons in reading order: sections, their rows, a row's seats. */
export function SeatList({ model, chosen, alone, grade, prices, onSeat }: Props) {
  const t = useTranslations('seatMap');
  const locale = toLocale(useLocale());
  const [freeOnly, setFreeOnly] = useState(true);
  useModelVersion(model);
  const floors = listFloors(model, { only: grade && new Set([grade]), freeOnly });
  return (
    <div className="size-full overflow-y-auto p-4 md:p-6">
      <div className="mx-auto grid max-w-2xl gap-6">
        <label className="flex min-h-11 items-center gap-2 font-semibold">
          <input
            type="checkbox"
            checked={freeOnly}
            onChange={(event) => setFreeOnly(event.target.checked)}
            className="size-5 accent-accent"
          />
          {t('list.freeOnly')}
        </label>
        {floors.length === 0 && <p className="text-muted">{t('list.empty')}</p>}
        {floors.map((floor) => (
          <section key={floor.id} className="grid gap-2">
            <h2 className="text-lg">{textIn(floor.name, locale)}</h2>
            <ul className="grid gap-2">
              {floor.sections.map((section) => (
                <li key={section.index}>
                  <Fold
                    label={t('list.section', { section: section.name })}
                    aside={
                      <>
                        <GradeMark grade={section.grade} />
                        <Price amount={prices.get(section.grade) ?? 0} className="max-sm:hidden" />
                        <span className="text-sm text-muted">
                          {t('list.left', { count: groupDigits(section.available) })}
                        </span>
                      </>
                    }
                  >
                    <Rows
                      {...{ model, chosen, alone, freeOnly, prices, onSeat }}
                      section={section.index}
                    />
                  </Fold>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </div>
  );
}

/** Its inside is made only while it is open: 50,000 buttons at once help nobody. */
function Fold(props: { label: string; aside: ReactNode; children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <div className="rounded-md border border-line bg-surface">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
        className="flex min-h-11 w-full items-center gap-3 rounded-md px-3 text-left hover:bg-sunken"
      >
        <ChevronRight aria-hidden className={cn('size-4 shrink-0', isOpen && 'rotate-90')} />
        <span className="flex-1 font-semibold">{props.label}</span>
        {props.aside}
      </button>
      <div id={id} hidden={!isOpen} className="grid gap-2 px-3 pb-3">
        {isOpen && props.children}
      </div>
    </div>
  );
}

type RowsProps = Omit<Props, 'grade'> & { section: number; freeOnly: boolean };

function Rows(props: RowsProps) {
  const t = useTranslations('seatMap');
  const rows = listRows(props.model, props.section, props.freeOnly);
  return rows.map((row) => (
    <Fold
      key={row.firstSeat}
      label={t('list.row', { row: row.name })}
      aside={
        <span className="text-sm text-muted">
          {t('list.left', { count: groupDigits(row.available) })}
        </span>
      }
    >
      <Seats {...props} row={row} />
    </Fold>
  ));
}

function Seats({
  model,
  chosen,
  alone,
  freeOnly,
  prices,
  onSeat,
  row,
  section,
}: RowsProps & { row: ListedRow }) {
  const t = useTranslations('seatMap');
  const { name, grade } = model.sections[section];
  const price = prices.get(grade) ?? 0;
  const kept = new Set(chosen);
  const stateOf = ({ seat, state }: ListedSeat) => {
    if (kept.has(seat)) return 'chosen';
    return alone.includes(seat) ? 'alone' : state;
  };
  const labelOf = (listed: ListedSeat) =>
    t('list.seat', {
      section: name,
      row: row.name,
      number: String(listed.number),
      grade,
      price: groupDigits(price),
      state: t(`state.${stateOf(listed)}`),
    });
  return (
    <div
      role="group"
      aria-label={t('list.row', { row: row.name })}
      className="flex flex-wrap gap-2"
    >
      {listSeats(model, row, freeOnly, kept).map((listed) => (
        <button
          key={listed.seat}
          type="button"
          aria-pressed={kept.has(listed.seat)}
          aria-label={labelOf(listed)}
          aria-disabled={listed.state !== 'available' && !kept.has(listed.seat)}
          onClick={() => onSeat(listed.seat)}
          className={cn(
            'relative size-11 rounded-md border border-edge font-semibold hover:bg-sunken',
            'aria-pressed:border-accent aria-pressed:bg-accent aria-pressed:text-accent-ink',
            'aria-disabled:border-line aria-disabled:bg-sunken aria-disabled:font-normal aria-disabled:text-faint aria-disabled:line-through',
          )}
        >
          {listed.number}
          {stateOf(listed) === 'alone' && (
            <CircleAlert
              aria-hidden
              className="absolute -top-1.5 -right-1.5 size-5 rounded-full bg-bg text-warn"
            />
          )}
        </button>
      ))}
    </div>
  );
}

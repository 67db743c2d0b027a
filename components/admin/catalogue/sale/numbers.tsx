'use client';

import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { formatWon, groupDigits } from '@/components/format/money';
import { toLocale } from '@/i18n/locale';
import type { Sale } from '@/server/schedules/schedules.schema';

/** Line, inside, seats and money: what an operator looks at all evening. */
export function Numbers({ sale }: { sale: Sale }) {
  const t = useTranslations('adminCatalogue.sale');
  const locale = toLocale(useLocale());
  const { line, seats } = sale;
  const forSale = seats.available + seats.held + seats.reserving + seats.sold;
  const percent = forSale === 0 ? 0 : Math.floor((seats.sold / forSale) * 100);
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line md:grid-cols-3">
      <Figure name={t('waiting')} note={t('issued', { count: line.issued })}>
        {groupDigits(line.waiting)}
      </Figure>
      <Figure name={t('invited')} note={t('invitedHint')}>
        {groupDigits(line.invited)}
      </Figure>
      <Figure
        name={t('inside')}
        note={`${t('ofCapacity', { capacity: sale.capacity })} · ${t('entered', { count: line.enteredLastMinute })}`}
        share={line.inside / sale.capacity}
      >
        {groupDigits(line.inside)}
      </Figure>
      <Figure name={t('held')} note={t('heldHint', { count: seats.reserving })}>
        {groupDigits(seats.held + seats.reserving)}
      </Figure>
      <Figure
        name={t('sold')}
        note={t('ofSeats', { seats: forSale, percent })}
        share={forSale === 0 ? 0 : seats.sold / forSale}
      >
        {groupDigits(seats.sold)}
      </Figure>
      <Figure name={t('revenue')}>{formatWon(sale.revenue, locale)}</Figure>
    </dl>
  );
}

/** `share`, 0 to 1, is drawn as a thin bar: how full it is. */
function Figure(props: { name: string; note?: string; share?: number; children: ReactNode }) {
  const { share } = props;
  return (
    <div className="grid content-start gap-1 bg-surface p-4">
      <dt className="text-sm text-muted">{props.name}</dt>
      <dd className="text-xl font-bold tracking-tight md:text-2xl">{props.children}</dd>
      {share !== undefined && (
        <dd aria-hidden className="h-1 overflow-hidden rounded-full bg-sunken">
          <span
            className="block h-full rounded-full bg-accent"
            style={{ width: `${Math.min(100, share * 100)}%` }}
          />
        </dd>
      )}
      {props.note && <dd className="text-xs text-muted">{props.note}</dd>}
    </div>
  );
}

'use client';

import { ChevronUp, X } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { formatTime } from '@/components/format/time';
import { Button } from '@/components/ui/button';
import { Countdown } from '@/components/ui/countdown';
import { Sheet } from '@/components/ui/sheet';
import { GradeMark } from '@/components/ui/grade-mark';
import { Price } from '@/components/ui/price';
import { toLocale } from '@/i18n/locale';
import type { HoldView } from '@/server/holds/holds.schema';
import type { Grade } from '@/server/venues/layout.schema';

export type TraySeat = { seat: number; grade: Grade; price: number; name: string };

type Props = {
  hold: HoldView | null;
  seats: readonly TraySeat[];
  isAsking: boolean;
  isPaying: boolean;
  canPay: boolean;
  /** Seats are not held: they are confirmed when they are reserved. */
  isLocal: boolean;
  /** Names of seats that this choice would leave alone, where the schedule does not sell so; empty for none. */
  orphans: string;
  onRemove: (seat: number) => void;
  onPay: () => void;
};

const totalOf = (seats: readonly TraySeat[]) => seats.reduce((sum, { price }) => sum + price, 0);

/** The desktop's tray: every chosen seat, what they cost, and how long they are kept. */
export function Tray({ hold, seats, ...rest }: Props) {
  const t = useTranslations('seatMap.tray');
  return (
    <section aria-label={t('label')} className="grid gap-3">
      {seats.length === 0 ? (
        <p className="rounded-md bg-sunken p-4 text-sm text-muted">{t('empty')}</p>
      ) : (
        <>
          <div className="flex items-baseline justify-between gap-2">
            <h2 className="text-base">{t('title', { count: seats.length })}</h2>
            <TimeLeft hold={hold} />
          </div>
          <SeatRows seats={seats} onRemove={rest.onRemove} />
          <Total seats={seats} />
          <KeptUntil hold={hold} isLocal={rest.isLocal} />
          <Orphaned orphans={rest.orphans} />
          <Pay {...rest} />
        </>
      )}
    </section>
  );
}

/** The phone's: one line at the bottom edge, the rest in a sheet. */
export function TrayBar({ hold, seats, ...rest }: Props) {
  const t = useTranslations('seatMap.tray');
  const [isOpen, setOpen] = useState(false);
  return (
    <section aria-label={t('label')} className="flex items-center gap-3">
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        className="grid min-h-11 min-w-0 flex-1 grid-cols-[auto_1fr] items-center gap-x-2 rounded-md text-left"
      >
        <ChevronUp aria-hidden className="row-span-2 size-5 text-muted" />
        <span className="flex gap-2 text-sm">
          {t('title', { count: seats.length })}
          <TimeLeft hold={hold} />
        </span>
        <Price amount={totalOf(seats)} className="font-bold" />
        <span className="sr-only">{t('open')}</span>
      </button>
      <Pay {...rest} />
      <Sheet
        open={isOpen && seats.length > 0}
        onOpenChange={setOpen}
        title={t('title', { count: seats.length })}
      >
        <SeatRows seats={seats} onRemove={rest.onRemove} />
        <Total seats={seats} />
        <KeptUntil hold={hold} isLocal={rest.isLocal} />
        <Orphaned orphans={rest.orphans} />
        <Pay {...rest} />
      </Sheet>
    </section>
  );
}

function TimeLeft({ hold }: { hold: HoldView | null }) {
  const t = useTranslations('seatMap.tray');
  if (!hold) return null;
  return (
    <span className="font-semibold whitespace-nowrap text-accent">
      <span className="sr-only">{t('left')} </span>
      <Countdown until={hold.expiresAt} />
    </span>
  );
}

function KeptUntil({ hold, isLocal }: Pick<Props, 'hold' | 'isLocal'>) {
  const t = useTranslations('seatMap.tray');
  const locale = toLocale(useLocale());
  if (isLocal) return <p className="text-sm text-muted">{t('confirmed')}</p>;
  if (!hold) return null;
  return (
    <p className="text-sm text-muted">{t('until', { time: formatTime(hold.expiresAt, locale) })}</p>
  );
}

/** Said while choosing, before the button refuses it. */
export function Orphaned({ orphans }: Pick<Props, 'orphans'>) {
  const t = useTranslations('seatMap.tray');
  return (
    <p role="status" className="rounded-md bg-warn-soft px-3 py-2 text-sm text-warn empty:hidden">
      {orphans && t('orphaned', { seat: orphans })}
    </p>
  );
}

function SeatRows({
  seats,
  onRemove,
}: {
  seats: readonly TraySeat[];
  onRemove: (seat: number) => void;
}) {
  const t = useTranslations('seatMap.tray');
  return (
    <ul className="grid divide-y divide-line">
      {seats.map(({ seat, grade, price, name }) => (
        <li key={seat} className="flex min-h-14 items-center gap-3">
          <span className="min-w-0 flex-1">
            <span className="block truncate font-semibold">{name}</span>
            <span className="flex gap-2 text-sm text-muted">
              <GradeMark grade={grade} />
              <Price amount={price} />
            </span>
          </span>
          <button
            type="button"
            aria-label={t('remove', { seat: name })}
            onClick={() => onRemove(seat)}
            className="grid size-11 shrink-0 place-items-center rounded-md text-muted hover:bg-sunken"
          >
            <X aria-hidden className="size-5" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Total({ seats }: { seats: readonly TraySeat[] }) {
  const t = useTranslations('seatMap.tray');
  return (
    <p className="flex items-baseline justify-between border-t border-line pt-3">
      {t('total')}
      <Price amount={totalOf(seats)} className="text-lg font-bold" />
    </p>
  );
}

function Pay({
  canPay,
  isAsking,
  isPaying,
  isLocal,
  onPay,
}: Pick<Props, 'canPay' | 'isAsking' | 'isPaying' | 'isLocal' | 'onPay'>) {
  const t = useTranslations('seatMap.tray');
  return (
    <Button size="lg" busy={isPaying} disabled={!canPay || isAsking} onClick={onPay}>
      {t(isLocal ? 'reserve' : 'pay')}
    </Button>
  );
}

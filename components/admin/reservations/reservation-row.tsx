'use client';

import { useLocale, useTranslations } from 'next-intl';
import { formatWon } from '@/components/format/money';
import { textIn } from '@/components/format/text';
import { formatDateTime } from '@/components/format/time';
import { Badge, type Tone } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Price } from '@/components/ui/price';
import { useSeatLabel } from '@/components/ui/seat-label';
import { Td } from '@/components/ui/table';
import { toLocale } from '@/i18n/locale';
import { scheduleCancelledReason } from '@/server/reservations/cancellation.schema';
import type { StaffReservation } from '@/server/reservations/staff-reservations.schema';
import { Check } from './check';

const tones: Record<StaffReservation['status'], Tone> = {
  RESERVING: 'warn',
  RESERVED: 'good',
  CANCELLED: 'neutral',
};

type Props = {
  reservation: StaffReservation;
  chosen: boolean;
  busy: boolean;
  onChoose: (on: boolean) => void;
  onCancel: () => void;
};

export function ReservationRow({ reservation, chosen, busy, onChoose, onCancel }: Props) {
  const t = useTranslations('adminReservations');
  const locale = toLocale(useLocale());
  const seatLabel = useSeatLabel();
  const { buyer, concert, schedule, seats, status } = reservation;
  const isLive = status !== 'CANCELLED';
  return (
    <tr className="hover:bg-sunken">
      <Td className="pr-0">
        <Check
          label={t('select', { name: buyer.name })}
          checked={isLive && chosen}
          disabled={!isLive}
          onChange={onChoose}
        />
      </Td>
      <Td className="whitespace-nowrap">
        {formatDateTime(reservation.createdAt, locale)}
        <span className="block text-xs text-muted select-all">{reservation.id.slice(-12)}</span>
      </Td>
      <Td className="whitespace-nowrap">
        <span className="font-semibold">{buyer.name}</span>
        <span className="block max-w-44 truncate text-muted" title={buyer.email}>
          {buyer.email}
        </span>
      </Td>
      <Td className="min-w-40">
        {textIn(concert.title, locale)}
        <span className="block whitespace-nowrap text-muted">
          {formatDateTime(schedule.startsAt, locale)}
        </span>
      </Td>
      <Td className="text-muted">
        <ul>
          {seats.map((seat) => (
            <li key={seatLabel(seat)} className="whitespace-nowrap">
              {seatLabel(seat)}
            </li>
          ))}
        </ul>
      </Td>
      <Td className="text-right">
        <Price amount={reservation.total} />
      </Td>
      <Td className="whitespace-nowrap">
        <Badge tone={tones[status]}>{t(`statuses.${status}`)}</Badge>
        <Why reservation={reservation} />
      </Td>
      <Td className="text-right">
        {isLive && (
          <Button size="sm" variant="quiet" disabled={busy} onClick={onCancel}>
            {t('cancel')}
          </Button>
        )}
      </Td>
    </tr>
  );
}

/** What came back, and why. */
function Why({ reservation: { refund, cancelledReason } }: { reservation: StaffReservation }) {
  const t = useTranslations('adminReservations');
  const locale = toLocale(useLocale());
  const known: Record<string, string> = {
    expired: t('expired'),
    [scheduleCancelledReason]: t('showCancelled'),
  };
  const reason = cancelledReason && (known[cancelledReason] ?? cancelledReason);
  return (
    <>
      {refund && (
        <span className="block text-xs text-muted">
          {t(refund.status === 'COMPLETED' ? 'cameBack' : 'comesBack', {
            amount: formatWon(refund.amount, locale),
          })}
        </span>
      )}
      {reason && (
        <span className="block max-w-40 truncate text-xs text-muted" title={reason}>
          {reason}
        </span>
      )}
    </>
  );
}

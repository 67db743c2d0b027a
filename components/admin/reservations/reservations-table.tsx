'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Table, Th } from '@/components/ui/table';
import type { StaffReservation } from '@/server/reservations/staff-reservations.schema';
import { CancelDialog } from './cancel-dialog';
import { Check } from './check';
import { OutcomeList } from './outcome-list';
import { ReservationRow } from './reservation-row';
import { useCancelAll } from './use-cancel-all';

/** Reservations, with a choice of rows to cancel at once or one by itself. */
export function ReservationsTable({ reservations }: { reservations: StaffReservation[] }) {
  const t = useTranslations('adminReservations');
  const [chosenIds, setChosenIds] = useState<string[]>([]);
  const [asked, setAsked] = useState<StaffReservation[]>([]);
  const { busy, outcomes, cancelAll } = useCancelAll();
  const live = reservations.filter(({ status }) => status !== 'CANCELLED');
  const chosen = live.filter(({ id }) => chosenIds.includes(id));
  return (
    <>
      <Table aria-label={t('title')}>
        <thead>
          <tr>
            <Th className="w-10 pr-0">
              <Check
                label={t('selectAll')}
                checked={chosen.length > 0 && chosen.length === live.length}
                disabled={live.length === 0}
                onChange={(on) => setChosenIds(on ? live.map(({ id }) => id) : [])}
              />
            </Th>
            <Th>{t('made')}</Th>
            <Th>{t('buyer')}</Th>
            <Th>{t('show')}</Th>
            <Th>{t('seats')}</Th>
            <Th className="text-right">{t('total')}</Th>
            <Th>{t('status')}</Th>
            <Th className="relative">
              <span className="sr-only">{t('actions')}</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {reservations.map((reservation) => (
            <ReservationRow
              key={reservation.id}
              reservation={reservation}
              chosen={chosenIds.includes(reservation.id)}
              busy={busy}
              onChoose={(on) =>
                setChosenIds((ids) =>
                  on ? [...ids, reservation.id] : ids.filter((id) => id !== reservation.id),
                )
              }
              onCancel={() => setAsked([reservation])}
            />
          ))}
        </tbody>
      </Table>
      <div aria-live="polite" className="sticky bottom-3 mt-3 grid gap-2">
        {chosen.length > 0 && (
          <div className="flex flex-wrap items-center gap-2 rounded-md border border-line bg-surface px-3 py-2 text-sm shadow-raised">
            <span className="mr-auto font-semibold">{t('selected', { count: chosen.length })}</span>
            <Button size="sm" variant="danger" busy={busy} onClick={() => setAsked(chosen)}>
              {t('cancel')}
            </Button>
          </div>
        )}
        <OutcomeList outcomes={outcomes} />
      </div>
      <CancelDialog
        reservations={asked}
        onClose={() => setAsked([])}
        onConfirm={(reason) => {
          setChosenIds([]);
          void cancelAll(asked, reason);
        }}
      />
    </>
  );
}

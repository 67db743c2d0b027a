'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field, Textarea } from '@/components/ui/field';
import { Price } from '@/components/ui/price';
import type { StaffReservation } from '@/server/reservations/staff-reservations.schema';

type Props = {
  /** What is to be cancelled; nothing while it is closed. */
  reservations: StaffReservation[];
  onClose: () => void;
  onConfirm: (reason: string) => void;
};

const paidOf = ({ status, total }: StaffReservation) => (status === 'RESERVED' ? total : 0);

/** Says what goes back to whom, and asks why: the reason is in the audit log. */
export function CancelDialog({ reservations, onClose, onConfirm }: Props) {
  const t = useTranslations('adminReservations');
  const [reason, setReason] = useState('');
  const count = reservations.length;
  const refund = reservations.reduce((sum, reservation) => sum + paidOf(reservation), 0);
  const close = (confirmed: boolean) => {
    if (confirmed) onConfirm(reason.trim());
    setReason('');
    onClose();
  };
  return (
    <Dialog
      open={count > 0}
      onOpenChange={(open) => !open && close(false)}
      title={t('cancelTitle', { count })}
      description={t('cancelBody')}
    >
      <dl className="flex justify-between rounded-md bg-sunken p-4">
        <dt className="text-muted">{t('refundTotal')}</dt>
        <dd className="font-bold">
          <Price amount={refund} />
        </dd>
      </dl>
      <Field label={t('reason')} hint={t('reasonHint')}>
        <Textarea
          rows={2}
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </Field>
      <div className="flex flex-wrap justify-end gap-2">
        <Button variant="secondary" onClick={() => close(false)}>
          {t('keep')}
        </Button>
        <Button variant="danger" disabled={!reason.trim()} onClick={() => close(true)}>
          {t('cancelNow', { count })}
        </Button>
      </div>
    </Dialog>
  );
}

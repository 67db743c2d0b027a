'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field, Input } from '@/components/ui/field';

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description: string;
  action: string;
  danger?: boolean;
  busy: boolean;
  onReason: (reason: string) => void;
};

/** Asks why before it is done: the reason is kept. */
export function ReasonDialog(props: Props) {
  const t = useTranslations('adminCatalogue.sale');
  const common = useTranslations('common');
  return (
    <Dialog
      open={props.open}
      onOpenChange={props.onOpenChange}
      title={props.title}
      description={props.description}
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const reason = new FormData(event.currentTarget).get('reason');
          if (typeof reason === 'string') props.onReason(reason);
        }}
      >
        <Field label={t('reason')} hint={t('reasonHint')}>
          <Input name="reason" required maxLength={200} autoComplete="off" />
        </Field>
        <div className="flex justify-end gap-2">
          <Button variant="secondary" onClick={() => props.onOpenChange(false)}>
            {common('cancel')}
          </Button>
          <Button type="submit" variant={props.danger ? 'danger' : 'primary'} busy={props.busy}>
            {props.action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

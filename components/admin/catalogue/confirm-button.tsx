'use client';

import { useTranslations } from 'next-intl';
import { useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';

type Props = {
  label: ReactNode;
  title: string;
  description?: string;
  danger?: boolean;
  /** How the button that asks looks; the one that answers follows `danger`. */
  variant?: 'secondary' | 'quiet' | 'primary' | 'danger';
  size?: 'sm' | 'md' | 'lg';
  className?: string;
  busy: boolean;
  onConfirm: () => void;
};

/** A button that asks before it does. */
export function ConfirmButton(props: Props) {
  const common = useTranslations('common');
  const [open, setOpen] = useState(false);
  const { variant = 'secondary', size = 'sm' } = props;
  return (
    <>
      <Button
        variant={variant}
        size={size}
        className={props.className}
        onClick={() => setOpen(true)}
      >
        {props.label}
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={props.title}
        description={props.description}
      >
        <div className="flex justify-end gap-2">
          <Button variant="secondary" onClick={() => setOpen(false)}>
            {common('cancel')}
          </Button>
          <Button
            variant={props.danger ? 'danger' : 'primary'}
            busy={props.busy}
            onClick={() => {
              props.onConfirm();
              setOpen(false);
            }}
          >
            {props.label}
          </Button>
        </div>
      </Dialog>
    </>
  );
}

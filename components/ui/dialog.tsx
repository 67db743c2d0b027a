'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from './cn';

export type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  children: ReactNode;
  className?: string;
};

/** A question in the middle of the screen. Buttons go last among the children. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  className,
}: DialogProps) {
  const t = useTranslations('common');
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 bg-veil" />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          className={cn(
            'fixed top-1/2 left-1/2 z-50 grid max-h-[calc(100dvh-32px)] w-[min(480px,calc(100vw-32px))]',
            'appear -translate-1/2 gap-4 overflow-y-auto rounded-lg border border-line bg-surface p-6 shadow-raised',
            className,
          )}
        >
          <div className="grid gap-2 pr-8">
            <Radix.Title className="text-lg">{title}</Radix.Title>
            {description && (
              <Radix.Description className="text-sm text-muted">{description}</Radix.Description>
            )}
          </div>
          {children}
          <Radix.Close
            aria-label={t('close')}
            className="absolute top-3 right-3 grid size-11 place-items-center rounded-md text-muted hover:bg-sunken"
          >
            <X aria-hidden className="size-5" />
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

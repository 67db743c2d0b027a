'use client';

import { Drawer } from 'vaul';
import { cn } from './cn';
import type { DialogProps } from './dialog';

/** A dialog from the bottom edge, in reach of a thumb; for phones. */
export function Sheet({
  open,
  onOpenChange,
  title,
  description,
  children,
  className,
}: DialogProps) {
  return (
    <Drawer.Root open={open} onOpenChange={onOpenChange}>
      <Drawer.Portal>
        <Drawer.Overlay className="fixed inset-0 z-50 bg-veil" />
        <Drawer.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          className={cn(
            'fixed inset-x-0 bottom-0 z-50 grid max-h-[85dvh] gap-4 overflow-y-auto rounded-t-lg',
            'border-t border-line bg-surface p-4 pb-[max(16px,env(safe-area-inset-bottom))]',
            className,
          )}
        >
          <div aria-hidden className="mx-auto h-1 w-10 rounded-full bg-line" />
          <Drawer.Title className="text-lg">{title}</Drawer.Title>
          {description && (
            <Drawer.Description className="text-sm text-muted">{description}</Drawer.Description>
          )}
          {children}
        </Drawer.Content>
      </Drawer.Portal>
    </Drawer.Root>
  );
}

'use client';

import { Toaster as Sonner, toast } from 'sonner';

export { toast };

/** Notices of the moment; sonner announces them politely. */
export function Toaster() {
  return (
    <Sonner
      position="top-center"
      offset={72}
      mobileOffset={{ top: 72, left: 16, right: 16 }}
      duration={5000}
      style={{ fontFamily: 'inherit' }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-(--width) items-start gap-3 rounded-md border border-line bg-surface p-4 text-sm text-ink shadow-raised',
          title: 'font-semibold',
          description: 'text-muted',
          success: '[&_[data-icon]]:text-good',
          error: '[&_[data-icon]]:text-bad',
          warning: '[&_[data-icon]]:text-warn',
          actionButton: 'ml-auto shrink-0 font-semibold text-accent underline',
        },
      }}
    />
  );
}

'use client';

import { SlidersHorizontal } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';

type Props = { label: string; isOpen: boolean; children: ReactNode };

/** On a phone the results come first: all but the search waits behind a button. */
export function FilterFold({ label, isOpen, children }: Props) {
  const [open, setOpen] = useState(isOpen);
  return (
    <>
      <Button
        variant="secondary"
        aria-expanded={open}
        aria-controls="filters"
        onClick={() => setOpen(!open)}
        className="md:hidden"
      >
        <SlidersHorizontal aria-hidden className="size-5 shrink-0" />
        {label}
      </Button>
      <div
        id="filters"
        className={cn(
          'grid grid-cols-2 items-end gap-3 max-md:col-span-2 md:contents',
          !open && 'max-md:hidden',
        )}
      >
        {children}
      </div>
    </>
  );
}

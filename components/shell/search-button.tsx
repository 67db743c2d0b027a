'use client';

import { Search as Glass } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { buttonClass } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Dialog } from '@/components/ui/dialog';
import { Search } from './search';

/** On a phone the search fills the top of the screen, above the keyboard. */
export function SearchButton({ className }: { className?: string }) {
  const t = useTranslations('common.search');
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        aria-label={t('label')}
        onClick={() => setOpen(true)}
        className={cn(buttonClass({ variant: 'quiet' }), 'w-11 px-0', className)}
      >
        <Glass aria-hidden className="size-5" />
      </button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={t('label')}
        className="top-0 min-h-128 w-screen translate-y-0 content-start rounded-t-none p-4"
      >
        <Search autoFocus onLeave={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

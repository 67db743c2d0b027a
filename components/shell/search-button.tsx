'use client';

import { Search as Glass } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { buttonClass } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';

const SearchDialog = dynamic(() => import('./search-dialog'), { ssr: false });

/** On a phone the search fills the top of the screen, above the keyboard. */
export function SearchButton({ className }: { className?: string }) {
  const t = useTranslations('common.search');
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        aria-label={t('label')}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        className={cn(buttonClass({ variant: 'quiet' }), 'w-11 px-0', className)}
      >
        <Glass aria-hidden className="size-5" />
      </button>
      {open && <SearchDialog onLeave={() => setOpen(false)} />}
    </>
  );
}

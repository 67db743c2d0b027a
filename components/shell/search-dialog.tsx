'use client';

import { useTranslations } from 'next-intl';
import { Dialog } from '@/components/ui/dialog';
import { Search } from './search';

export default function SearchDialog({ onLeave }: { onLeave: () => void }) {
  const t = useTranslations('common.search');
  return (
    <Dialog
      open
      onOpenChange={onLeave}
      title={t('label')}
      className="top-0 min-h-128 w-screen translate-y-0 content-start rounded-t-none p-4"
    >
      <Search autoFocus onLeave={onLeave} />
    </Dialog>
  );
}

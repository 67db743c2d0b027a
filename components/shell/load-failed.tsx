'use client';

import { useTranslations } from 'next-intl';
import { isRefusal } from '@/components/api/client';
import { useRefusalText } from '@/components/api/use-refusal';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { SignInFirst } from './sign-in-first';

/** What a personal page shows when its data did not come. */
export function LoadFailed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const t = useTranslations('common');
  const refusalText = useRefusalText();
  if (isRefusal(error, 'sign_in_required')) return <SignInFirst />;
  return (
    <div className="page grid justify-items-start gap-4 py-12">
      <Notice tone="bad" live title={refusalText(error)} className="w-full" />
      <Button variant="secondary" onClick={onRetry}>
        {t('retry')}
      </Button>
    </div>
  );
}

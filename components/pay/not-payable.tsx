'use client';

import { CircleSlash, TimerOff } from 'lucide-react';
import { Link } from '@/components/ui/link';
import { useTranslations } from 'next-intl';
import { buttonClass } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

type Props = { why: 'expired' | 'cancelled' | 'show' | 'missing'; concertId?: string };

/** There is nothing to pay here: what happened to seats and money, and where to go. */
export function NotPayable({ why, concertId }: Props) {
  const t = useTranslations('pay');
  const body = {
    expired: t('expiredBody'),
    cancelled: t('expiredBody'),
    show: t('showBody'),
    missing: t('missingBody'),
  };
  return (
    <div role="status">
      <EmptyState
        icon={why === 'expired' ? TimerOff : CircleSlash}
        title={t(why)}
        action={
          concertId ? (
            <Link href={`/concerts/${concertId}`} className={buttonClass()}>
              {t('toConcert')}
            </Link>
          ) : (
            <Link href="/my" className={buttonClass({ variant: 'secondary' })}>
              {t('toMy')}
            </Link>
          )
        }
      >
        {body[why]}
      </EmptyState>
    </div>
  );
}

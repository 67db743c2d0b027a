'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useServerNow } from '@/components/api/use-server-now';
import { queuePath } from '@/components/format/sale';
import { buttonClass } from '@/components/ui/button';
import { Countdown } from '@/components/ui/countdown';
import type { Schedule } from '@/server/schedules/schedules.schema';

type Props = {
  sale: Pick<Schedule, 'id' | 'opensAt' | 'lobbyOpensAt'>;
  opensText: string;
  lobbyText: string;
  more: ReactNode;
};

/** Counts to the opening by the server's clock, and offers the door that is open by then. */
export function OpeningClock({ sale, opensText, lobbyText, more }: Props) {
  const t = useTranslations('home');
  const now = useServerNow();
  const opened = now >= Date.parse(sale.opensAt);
  const lobby = !opened && now >= Date.parse(sale.lobbyOpensAt);
  return (
    <div className="grid gap-4">
      <div>
        <p className="text-sm text-muted">{opened ? t('opened') : t('nextIn')}</p>
        <Countdown until={sale.opensAt} className="block text-3xl font-extrabold tracking-tight" />
        <p className="font-semibold">{opensText}</p>
        <p className="min-h-5 text-sm text-muted max-md:min-h-10">
          {lobby ? t('lobbyOpen') : opened ? '' : lobbyText}
        </p>
      </div>
      <div className="flex flex-wrap gap-2 max-md:justify-center">
        {(lobby || opened) && (
          <a href={queuePath(sale.id)} className={buttonClass({ size: 'lg' })}>
            {opened ? t('enterSale') : t('enterLobby')}
          </a>
        )}
        {more}
      </div>
    </div>
  );
}

'use client';

import { CircleCheck, CircleSlash, Maximize2 } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { formatDateTime } from '@/components/format/time';
import { Dialog } from '@/components/ui/dialog';
import { toLocale } from '@/i18n/locale';
import type { TicketWithCode } from '@/server/tickets/tickets.schema';
import { Qr } from './qr';

const place = 'col-span-2 md:col-span-1 md:col-start-2';

/** The code, or why there is none to show any more. */
export function DoorCode({ ticket }: { ticket: TicketWithCode }) {
  const t = useTranslations('ticket');
  const locale = toLocale(useLocale());
  const { cancelled } = ticket.schedule;
  if (ticket.status === 'VOID' || cancelled || !ticket.code) {
    return (
      <div className={`${place} grid min-h-64 place-content-center justify-items-center gap-2 p-6`}>
        <CircleSlash aria-hidden className="size-12 text-bad" />
        <p className="text-lg font-bold">{t(cancelled ? 'showCancelled' : 'void')}</p>
        <p className="text-center text-sm text-muted">
          {t(cancelled ? 'showCancelledBody' : 'voidBody')}
        </p>
      </div>
    );
  }
  if (ticket.status === 'USED') {
    const time = ticket.admittedAt ? formatDateTime(ticket.admittedAt, locale) : '';
    return (
      <div className={`${place} grid min-h-64 place-content-center justify-items-center gap-2 p-6`}>
        <CircleCheck aria-hidden className="size-12 text-good" />
        <p className="text-lg font-bold">{t('used')}</p>
        <p className="text-sm text-muted">
          {t('usedAt', { time, gate: ticket.admittedGate ?? '' })}
        </p>
      </div>
    );
  }
  return <LiveCode code={ticket.code} number={ticket.number} />;
}

function LiveCode({ code, number }: { code: string; number: string }) {
  const t = useTranslations('ticket');
  const [large, setLarge] = useState(false);
  useScreenAwake(large);
  return (
    <div className={`${place} grid justify-items-center gap-2 px-4 pb-6 md:px-8`}>
      <button
        type="button"
        aria-label={t('enlarge')}
        onClick={() => setLarge(true)}
        className="relative w-60 rounded-md"
      >
        <Qr text={code} label={t('qr')} />
        <Maximize2 aria-hidden className="absolute right-0 -bottom-6 size-4 text-faint" />
      </button>
      <p className="text-xs text-muted">{t('code')}</p>
      <p className="text-base font-semibold tracking-wide select-all">{number}</p>
      <Dialog
        open={large}
        onOpenChange={setLarge}
        title={t('enlarged')}
        className="light h-dvh max-h-none w-screen max-w-none content-center rounded-none border-0 bg-white text-center text-ink"
      >
        <div className="mx-auto w-[min(88vw,70vh)]">
          <Qr text={code} label={t('qr')} />
        </div>
        <p className="text-lg font-semibold tracking-wide">{number}</p>
      </Dialog>
    </div>
  );
}

/** A white screen that does not go to sleep while somebody queues at the door. */
function useScreenAwake(on: boolean) {
  useEffect(() => {
    if (!on || !('wakeLock' in navigator)) return;
    const lock = navigator.wakeLock.request('screen').catch(() => undefined);
    return () => void lock.then((held) => held?.release());
  }, [on]);
}

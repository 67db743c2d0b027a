'use client';

import { CloudOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { reach } from '@/components/api/reach';

const lookEveryMs = 1_000;

type Away = 'offline' | 'server' | null;

/** Over whatever page one is on while the site does not answer: what is safe, and that it comes back by itself. */
export function AwayBar() {
  const t = useTranslations('common.away');
  const away = useAway();
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-0 top-14 z-50 grid justify-items-center p-2 md:top-16"
    >
      {away && (
        <p className="appear flex max-w-xl items-center gap-3 rounded-md border border-line bg-warn-soft px-4 py-3 text-sm text-warn shadow-raised">
          <CloudOff aria-hidden className="size-5 shrink-0" />
          {t(away)}
        </p>
      )}
    </div>
  );
}

function useAway(): Away {
  const [away, setAway] = useState<Away>(null);
  useEffect(() => {
    const look = () => {
      if (!reach.isLost()) setAway(null);
      else setAway(navigator.onLine ? 'server' : 'offline');
    };
    const forget = reach.subscribe(look);
    const timer = setInterval(look, lookEveryMs);
    return () => {
      forget();
      clearInterval(timer);
    };
  }, []);
  return away;
}

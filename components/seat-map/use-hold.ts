'use client';

import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { serverClock } from '@/components/api/server-clock';
import type { HoldView } from '@/server/holds/holds.schema';
import { type HoldEvents, HoldKeeper, chosenSeats } from './hold-keeper';

const timerMsMax = 2 ** 31 - 1;

type Options = HoldEvents & { scheduleId: string; pass: string; onExpired: () => void };

/** One's hold as React sees it: read again after a reload, and let go when its time is over. */
export function useHold({ scheduleId, pass, onExpired, ...events }: Options) {
  const [keeper] = useState(() => new HoldKeeper(scheduleId));
  const state = useSyncExternalStore(keeper.subscribe, keeper.read, keeper.read);
  useEffect(() => {
    keeper.serve(pass, events);
  });
  useEffect(() => {
    const off = new AbortController();
    keeper.recall(off.signal).catch(() => undefined); // a first tap will tell what is wrong
    return () => off.abort();
  }, [keeper]);
  useExpiry(state.hold, () => {
    keeper.forget();
    onExpired();
  });
  const chosen = useMemo(() => chosenSeats(state), [state]);
  return { keeper, hold: state.hold, chosen, isAsking: state.asking > 0 };
}

function useExpiry(hold: HoldView | null, onExpired: () => void): void {
  const latest = useRef(onExpired);
  useEffect(() => {
    latest.current = onExpired;
  });
  useEffect(() => {
    if (!hold) return;
    const leftMs = Date.parse(hold.expiresAt) - serverClock.now();
    const timer = setTimeout(() => latest.current(), Math.min(timerMsMax, Math.max(0, leftMs)));
    return () => clearTimeout(timer);
  }, [hold]);
}

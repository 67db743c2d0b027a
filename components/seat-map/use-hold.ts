'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { serverClock } from '@/components/api/server-clock';
import type { HoldView } from '@/server/holds/holds.schema';
import type { Outlook } from './follow-seats';
import { type HoldEvents, HoldKeeper, chosenSeats } from './hold-keeper';

const timerMsMax = 2 ** 31 - 1;

type Options = HoldEvents & {
  scheduleId: string;
  pass: string;
  outlook: Outlook;
  onExpired: () => void;
};

/** One's hold as React sees it: read again after a reload, and let go when its time is over. */
export function useHold({ scheduleId, pass, outlook, onExpired, ...events }: Options) {
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
  useReturn(keeper, outlook, onExpired);
  useExpiry(state.hold, () => {
    keeper.forget();
    onExpired();
  });
  const chosen = useMemo(() => chosenSeats(state), [state]);
  const { hold, isLocal, asking } = state;
  return { keeper, hold, chosen, isLocal, isAsking: asking > 0 };
}

/** Chooses here alone while seats cannot be held; once they can again, has the hold as it is now. */
function useReturn(keeper: HoldKeeper, outlook: Outlook, onLost: () => void): void {
  const queries = useQueryClient();
  const latest = useRef(onLost);
  const wasAway = useRef(false);
  useEffect(() => {
    latest.current = onLost;
  });
  useEffect(() => {
    if (outlook === 'degraded') keeper.goLocal();
    wasAway.current ||= outlook === 'away' || outlook === 'degraded';
    if (outlook !== 'live' || !wasAway.current) return;
    wasAway.current = false;
    const had = chosenSeats(keeper.read()).length;
    const goOn = async () => {
      // Looking at one's place also writes the pass where holding looks for it: Redis may have lost it.
      await queries.refetchQueries({ queryKey: ['places'] });
      await (keeper.read().isLocal ? keeper.goLive() : keeper.refresh());
      if (had > 0 && chosenSeats(keeper.read()).length === 0) latest.current();
    };
    void goOn();
  }, [keeper, outlook, queries]);
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

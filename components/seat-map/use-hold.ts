'use client';

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { ApiError, api, isRefusal, newKey } from '@/components/api/client';
import { serverClock } from '@/components/api/server-clock';
import type { HoldSeatsInput, HoldView } from '@/server/holds/holds.schema';

const triesMax = 4;
const betweenTriesMs = 500;
const timerMsMax = 2 ** 31 - 1;

type Options = {
  scheduleId: string;
  pass: string | undefined;
  /** Seats that were wanted and are somebody else's. */
  onLost: (seats: number[]) => void;
  onRefused: (error: unknown) => void;
  onExpired: () => void;
};

export type HoldActions = {
  hold: HoldView | null;
  /** Held, and asked for: what the map shows as chosen. */
  chosen: readonly number[];
  isAsking: boolean;
  take: (input: HoldSeatsInput) => Promise<HoldView | null>;
  toggle: (seat: number) => void;
};

/**
 * One's hold of a schedule. A tap shows at once and is asked for in turn, so that the answers of
 * fast taps never cross; a seat that was lost goes alone, the others stay.
 */
export function useHold({ scheduleId, pass, ...callbacks }: Options): HoldActions {
  const [hold, setHold] = useState<HoldView | null>(null);
  const [wanted, setWanted] = useState<readonly number[]>([]);
  const [leaving, setLeaving] = useState<readonly number[]>([]);
  const [asking, setAsking] = useState(0);
  const latest = useRef(callbacks);
  const current = useRef<HoldView | null>(null);
  const line = useRef<Promise<unknown>>(Promise.resolve());
  useEffect(() => {
    latest.current = callbacks;
  });
  const keep = useCallback((next: HoldView | null) => {
    current.current = next;
    setHold(next);
  }, []);
  useKnownHold(scheduleId, pass !== undefined, keep);
  useExpiry(hold, () => {
    keep(null);
    latest.current.onExpired();
  });

  const inTurn = useCallback(
    async <T>(work: () => Promise<T>): Promise<T | null> => {
      setAsking((count) => count + 1);
      const turn = line.current.then(work);
      line.current = turn.catch(() => undefined);
      return turn
        .catch((error: unknown) => {
          if (isRefusal(error, 'hold_expired')) keep(null);
          const lost = lostSeats(error);
          if (lost.length > 0) latest.current.onLost(lost);
          else latest.current.onRefused(error);
          return null;
        })
        .finally(() => setAsking((count) => count - 1));
    },
    [keep],
  );
  const take = useCallback(
    (input: HoldSeatsInput) =>
      inTurn(async () => {
        const answer = await postHold(scheduleId, input, pass);
        keep(answer);
        return answer;
      }),
    [inTurn, keep, pass, scheduleId],
  );
  const drop = useCallback(
    (seat: number) =>
      inTurn(async () => {
        const before = current.current;
        if (!before) return;
        await again(() => api.del(`/holds/${before.id}/seats/${seat}`));
        keep(withoutSeat(before, seat));
      }),
    [inTurn, keep],
  );
  const toggle = useCallback(
    (seat: number) => {
      const isHeld = current.current?.seats.some(({ seatId }) => seatId === seat);
      const mark = isHeld ? setLeaving : setWanted;
      mark((seats) => [...seats, seat]);
      const work = isHeld ? drop(seat) : take({ seatIds: [seat] });
      void work.finally(() => mark((seats) => seats.filter((other) => other !== seat)));
    },
    [drop, take],
  );
  const chosen = useMemo(() => {
    const held = hold?.seats.map(({ seatId }) => seatId) ?? [];
    return [...new Set([...held, ...wanted])].filter((seat) => !leaving.includes(seat));
  }, [hold, wanted, leaving]);
  return { hold, chosen, isAsking: asking > 0, take, toggle };
}

/** After a reload, or on another device: the hold is still there. */
function useKnownHold(scheduleId: string, enabled: boolean, keep: (hold: HoldView | null) => void) {
  useEffect(() => {
    if (!enabled) return;
    const off = new AbortController();
    api
      .get<{ hold: HoldView | null }>(`/schedules/${scheduleId}/holds/me`, off)
      .then(({ hold }) => hold && keep(hold))
      .catch(() => undefined); // a first tap will tell what is wrong
    return () => off.abort();
  }, [scheduleId, enabled, keep]);
}

function useExpiry(hold: HoldView | null, onExpired: () => void) {
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

/** One key for all tries: a lost answer is asked for again, never a second hold. */
function postHold(scheduleId: string, input: HoldSeatsInput, pass: string | undefined) {
  const key = newKey();
  return again(() => api.post<HoldView>(`/schedules/${scheduleId}/holds`, input, { key, pass }));
}

async function again<T>(call: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await call();
    } catch (error) {
      const mayPass = error instanceof ApiError && (error.status === 0 || error.status >= 500);
      if (!mayPass || tries === triesMax) throw error;
      await new Promise((resolve) => setTimeout(resolve, betweenTriesMs * tries));
    }
  }
}

function lostSeats(error: unknown): number[] {
  if (!isRefusal(error, 'seat_taken')) return [];
  const { seatIds } = error.facts as { seatIds?: unknown };
  return Array.isArray(seatIds) ? seatIds.map(Number) : [];
}

function withoutSeat(hold: HoldView, seat: number): HoldView | null {
  const seats = hold.seats.filter(({ seatId }) => seatId !== seat);
  if (seats.length === 0) return null;
  return { ...hold, seats, total: seats.reduce((sum, { price }) => sum + price, 0) };
}

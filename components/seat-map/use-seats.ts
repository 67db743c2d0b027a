'use client';

import { useEffect, useMemo, useState } from 'react';
import { api } from '@/components/api/client';
import { useLayout } from '@/components/api/queries';
import type { SeatSnapshot } from '@/server/seats/seats.schema';
import { SeatModel } from './engine/model';

const pollMs = 1_500;

export type Seats = { model: SeatModel | null; isLive: boolean; error: unknown };

/** The schedule's seats: its layout, a snapshot of every status, and from then on the changes. */
export function useSeats(scheduleId: string): Seats {
  const layout = useLayout(scheduleId);
  const model = useMemo(() => layout.data && new SeatModel(layout.data), [layout.data]);
  const [state, setState] = useState<{ isLive: boolean; error: unknown }>({
    isLive: false,
    error: null,
  });
  useEffect(() => {
    if (!model) return;
    const off = new AbortController();
    const read = async () => {
      try {
        const snapshot = await api.get<SeatSnapshot>(`/schedules/${scheduleId}/seats`, off);
        model.replace(snapshot.status);
        setState({ isLive: true, error: null });
      } catch (error) {
        if (!off.signal.aborted) setState((known) => ({ ...known, error }));
      }
    };
    void read();
    const timer = setInterval(() => void read(), pollMs);
    return () => {
      off.abort();
      clearInterval(timer);
    };
  }, [model, scheduleId]);
  return { model: model ?? null, isLive: state.isLive, error: layout.error ?? state.error };
}

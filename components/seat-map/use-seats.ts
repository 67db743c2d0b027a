'use client';

import { useEffect, useMemo, useState } from 'react';
import { api } from '@/components/api/client';
import { usePublicConfig } from '@/components/api/provider';
import { useLayout } from '@/components/api/queries';
import type { SeatSnapshot } from '@/server/seats/seats.schema';
import { SeatModel } from './engine/model';
import { followSeats } from './follow-seats';
import { SeatFeed } from './seat-feed';

export type Seats = {
  model: SeatModel | null;
  /** The last attempt to hear about changes failed: what is shown may be old. */
  isStale: boolean;
  error: unknown;
};

/** The schedule's seats: its layout, a snapshot of every status, and from then on the changes. */
export function useSeats(scheduleId: string): Seats {
  const { realtimeUrl } = usePublicConfig();
  const layout = useLayout(scheduleId);
  const model = useMemo(() => layout.data && new SeatModel(layout.data), [layout.data]);
  const [isStale, setStale] = useState(false);
  useEffect(() => {
    if (!model) return;
    return followSeats({
      feed: new SeatFeed(model),
      scheduleId,
      realtimeUrl,
      getSnapshot: (signal) => api.get<SeatSnapshot>(`/schedules/${scheduleId}/seats`, { signal }),
      isHidden: () => document.hidden,
      onStale: setStale,
    });
  }, [model, scheduleId, realtimeUrl]);
  return { model: model ?? null, isStale, error: layout.error };
}

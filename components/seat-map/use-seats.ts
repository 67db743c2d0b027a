'use client';

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { api } from '@/components/api/client';
import { usePublicConfig } from '@/components/api/provider';
import { useLayout } from '@/components/api/queries';
import type { SeatSnapshot } from '@/server/seats/seats.schema';
import { SeatModel } from './engine/model';
import { type Following, followSeats, type Outlook } from './follow-seats';
import { SeatFeed } from './seat-feed';

export type Seats = {
  model: SeatModel | null;
  outlook: Outlook;
  /** Looks again now. */
  look: () => void;
  error: unknown;
};

/** The schedule's seats: its layout, a snapshot of every status, and from then on the changes. */
export function useSeats(scheduleId: string): Seats {
  const { realtimeUrl } = usePublicConfig();
  const layout = useLayout(scheduleId);
  const model = useMemo(() => layout.data && new SeatModel(layout.data), [layout.data]);
  const [outlook, setOutlook] = useState<Outlook>('live');
  const following = useRef<Following>(null);
  useEffect(() => {
    if (!model) return;
    const now = followSeats({
      feed: new SeatFeed(model),
      scheduleId,
      realtimeUrl,
      getSnapshot: (signal) => api.get<SeatSnapshot>(`/schedules/${scheduleId}/seats`, { signal }),
      isHidden: () => document.hidden,
      onOutlook: setOutlook,
    });
    following.current = now;
    return now.stop;
  }, [model, scheduleId, realtimeUrl]);
  const look = useCallback(() => following.current?.look(), []);
  return { model: model ?? null, outlook, look, error: layout.error };
}

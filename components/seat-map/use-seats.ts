'use client';

import { useEffect, useMemo, useState } from 'react';
import { type Socket, io } from 'socket.io-client';
import { api } from '@/components/api/client';
import { usePublicConfig } from '@/components/api/provider';
import { useLayout } from '@/components/api/queries';
import { answerSchema, seatsMessages, seatsWatchedSchema } from '@/realtime/protocol';
import { type SeatSnapshot, seatSnapshotSchema } from '@/server/seats/seats.schema';
import { SeatModel } from './engine/model';
import { SeatFeed } from './seat-feed';

/** Without a socket the map is asked for this often. */
const pollMs = 1_500;
const ackMs = 5_000;
const watchedSchema = answerSchema(seatsWatchedSchema);

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
    return followSeats({ model, scheduleId, realtimeUrl, onStale: setStale });
  }, [model, scheduleId, realtimeUrl]);
  return { model: model ?? null, isStale, error: layout.error };
}

type Follow = {
  model: SeatModel;
  scheduleId: string;
  realtimeUrl: string;
  onStale: (isStale: boolean) => void;
};

/** Socket first; while it is away, by polling. Returns what ends it. */
function followSeats({ model, scheduleId, realtimeUrl, onStale }: Follow): () => void {
  const off = new AbortController();
  const feed = new SeatFeed(model);
  let running: Promise<void> | null = null;
  const read = () => {
    running ??= api
      .get<SeatSnapshot>(`/schedules/${scheduleId}/seats`, off)
      .then((answer) => {
        feed.takeSnapshot(seatSnapshotSchema.parse(answer));
        onStale(false);
      })
      .catch(() => off.signal.aborted || onStale(true))
      .then(() => void (running = null));
  };
  const socket = openSocket(realtimeUrl, scheduleId, feed, read);
  const timer = setInterval(() => {
    if (!socket.connected && !document.hidden) read();
  }, pollMs);
  read();
  return () => {
    off.abort();
    clearInterval(timer);
    socket.close();
  };
}

function openSocket(origin: string, scheduleId: string, feed: SeatFeed, read: () => void): Socket {
  const socket = io(`${origin}/seats`, { transports: ['websocket'], withCredentials: true });
  socket.on('connect', () => {
    socket
      .timeout(ackMs)
      .emitWithAck('watch', { scheduleId })
      .then((answer) => {
        const watched = watchedSchema.parse(answer);
        if (!watched.ok || feed.isBehind(watched.data.version)) read();
      })
      .catch(() => socket.disconnect().connect());
  });
  socket.on('changes', (message: unknown) => {
    const batch = seatsMessages.server.changes.safeParse(message);
    if (!batch.success || !feed.takeChanges(batch.data)) read();
  });
  socket.on('version', (message: unknown) => {
    const known = seatsMessages.server.version.safeParse(message);
    if (!known.success || feed.isBehind(known.data.version)) read();
  });
  return socket;
}

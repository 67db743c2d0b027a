import { type Socket, io } from 'socket.io-client';
import { answerSchema, seatsMessages, seatsWatchedSchema } from '@/realtime/protocol';
import { type SeatSnapshot, seatSnapshotSchema } from '@/server/seats/seats.schema';
import type { SeatFeed } from './seat-feed';
import { Snapshots } from './snapshots';

/** Without a socket the map is asked for this often. */
const pollMs = 1_500;
const ackMs = 5_000;
const watchedSchema = answerSchema(seatsWatchedSchema);

type Follow = {
  feed: SeatFeed;
  scheduleId: string;
  realtimeUrl: string;
  /** Gets `/api/schedules/:id/seats`; the browser's own cache sends the ETag and unpacks brotli. */
  getSnapshot: (signal: AbortSignal) => Promise<SeatSnapshot>;
  /** Nobody looks at the page: without a socket it asks for nothing. */
  isHidden: () => boolean;
  onStale: (isStale: boolean) => void;
};

/** Keeps a feed's model in step with its schedule: socket first; while that is away, by polling. Returns what ends it. */
export function followSeats(follow: Follow): () => void {
  const { feed, scheduleId, realtimeUrl, onStale } = follow;
  const off = new AbortController();
  const snapshots = new Snapshots(async () => {
    try {
      const isWhole = feed.takeSnapshot(
        seatSnapshotSchema.parse(await follow.getSnapshot(off.signal)),
      );
      onStale(false);
      return isWhole;
    } catch {
      if (!off.signal.aborted) onStale(true);
      return true; // the poll or the next message asks again
    }
  });
  const socket = openSocket(realtimeUrl, scheduleId, feed, snapshots);
  const timer = setInterval(() => {
    if (!socket.connected && !follow.isHidden()) snapshots.now();
  }, pollMs);
  snapshots.now();
  return () => {
    off.abort();
    snapshots.close();
    clearInterval(timer);
    socket.close();
  };
}

function openSocket(
  origin: string,
  scheduleId: string,
  feed: SeatFeed,
  snapshots: Snapshots,
): Socket {
  const socket = io(`${origin}/seats`, { transports: ['websocket'], withCredentials: true });
  socket.on('connect', () => {
    socket
      .timeout(ackMs)
      .emitWithAck('watch', { scheduleId })
      .then((answer) => {
        const watched = watchedSchema.parse(answer);
        if (!watched.ok || feed.isBehind(watched.data.version)) snapshots.soon();
      })
      .catch(() => socket.disconnect().connect());
  });
  socket.on('changes', (message: unknown) => {
    const batch = seatsMessages.server.changes.safeParse(message);
    if (!batch.success || !feed.takeChanges(batch.data)) snapshots.soon();
  });
  socket.on('version', (message: unknown) => {
    const known = seatsMessages.server.version.safeParse(message);
    if (!known.success || feed.isBehind(known.data.version)) snapshots.soon();
  });
  return socket;
}

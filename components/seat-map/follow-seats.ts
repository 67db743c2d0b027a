import { io } from 'socket.io-client';
import { keepWatching } from '@/realtime/keep-watching';
import { seatsMessages, seatsWatchedSchema } from '@/realtime/protocol';
import { againAfterMs } from '@/components/api/ask-again';
import { isRefusal } from '@/components/api/client';
import { type SeatSnapshot, seatSnapshotSchema } from '@/server/seats/seats.schema';
import type { SeatFeed } from './seat-feed';
import { Snapshots } from './snapshots';

/** Without a stream, and while it is silent because Redis is away, the map is asked for this often. */
const pollMs = 1_500;

type Follow = {
  feed: SeatFeed;
  scheduleId: string;
  realtimeUrl: string;
  /** Gets `/api/schedules/:id/seats`; the browser's own cache sends the ETag and unpacks brotli. */
  getSnapshot: (signal: AbortSignal) => Promise<SeatSnapshot>;
  /** Nobody looks at the page: without a socket it asks for nothing. */
  isHidden: () => boolean;
  onOutlook: (outlook: Outlook) => void;
};

/**
 * How the seats stand: followed `live`; `stale`, since the last attempt to hear of them failed; `away` with their Redis,
 * and the sale pauses; `degraded`, away too, but the sale goes on without holds.
 */
export type Outlook = 'live' | 'stale' | 'away' | 'degraded';

export type Following = {
  /** Looks again now: something else has shown that it is not as it seemed. */
  look: () => void;
  stop: () => void;
};

/** Keeps a feed's model in step with its schedule: socket first; while that is away, by polling. */
export function followSeats(follow: Follow): Following {
  const { feed, scheduleId, realtimeUrl, onOutlook } = follow;
  const off = new AbortController();
  let failures = 0;
  let askAgainAt = 0;
  const snapshots = new Snapshots(async () => {
    try {
      const isWhole = feed.takeSnapshot(
        seatSnapshotSchema.parse(await follow.getSnapshot(off.signal)),
      );
      failures = 0;
      onOutlook(feed.isDrawn ? 'degraded' : 'live');
      return isWhole;
    } catch (error) {
      if (off.signal.aborted) return true;
      askAgainAt = Date.now() + againAfterMs(failures++, error);
      onOutlook(isRefusal(error, 'seats_away') ? 'away' : 'stale');
      return true; // the poll or the next message asks again
    }
  });
  const stream = openStream(realtimeUrl, scheduleId, feed, snapshots);
  const timer = setInterval(() => {
    const isUnheard = !stream.isWatching() || feed.isDrawn || failures > 0;
    if (isUnheard && !follow.isHidden() && Date.now() >= askAgainAt) snapshots.now();
  }, pollMs);
  snapshots.now();
  return {
    look: () => snapshots.now(),
    stop: () => {
      off.abort();
      snapshots.close();
      clearInterval(timer);
      stream.close();
    },
  };
}

function openStream(origin: string, scheduleId: string, feed: SeatFeed, snapshots: Snapshots) {
  const socket = io(`${origin}/seats`, { transports: ['websocket'], withCredentials: true });
  const { isWatching } = keepWatching(
    socket,
    () => ({ scheduleId }),
    (data) => {
      const watched = seatsWatchedSchema.safeParse(data);
      if (!watched.success || feed.isBehind(watched.data.version)) snapshots.soon();
    },
  );
  socket.on('changes', (message: unknown) => {
    const batch = seatsMessages.server.changes.safeParse(message);
    if (!batch.success || !feed.takeChanges(batch.data)) snapshots.soon();
  });
  socket.on('version', (message: unknown) => {
    const known = seatsMessages.server.version.safeParse(message);
    if (!known.success || feed.isBehind(known.data.version)) snapshots.soon();
  });
  return { isWatching, close: () => void socket.close() };
}

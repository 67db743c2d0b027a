import type { Socket } from 'socket.io-client';
import { keepWatching } from '@/realtime/keep-watching';
import type { Answer, QueuePlace, QueueTick, QueueWatched, Stock } from '@/realtime/protocol';
import type { LineView, PlaceView } from '@/server/waiting-room/waiting-room.schema';
import { realtimeUrl, scheduleId } from './api';
import { reconnection } from './reconnection';

export type Heard = {
  watched(answer: QueueWatched): void;
  lost(): void;
  tick(tick: QueueTick): void;
  fault(): void;
  line(line: LineView): void;
  place(place: PlaceView): void;
  stock(stock: Stock): void;
  elsewhere(): void;
  forgotten(): void;
};

let socket: Socket | null = null;
let stream: ReturnType<typeof keepWatching> | null = null;
let isOpening = false;

/** The line is heard: a socket alone may be up while its line is away. */
export const isLive = (): boolean => stream?.isWatching() ?? false;

/** Opens the stream. Its library is fetched now: the page had to be on screen first. */
export async function openStream(heard: Heard): Promise<void> {
  if (socket || isOpening) return;
  isOpening = true;
  const library = await import('socket.io-client').catch(() => null);
  if (!isOpening) return; // closed meanwhile
  isOpening = false;
  if (!library) return; // polling goes on, and the next look tries again
  let isFirst = true;
  const opened = library.io(`${realtimeUrl}/queue`, {
    transports: ['websocket'],
    withCredentials: true,
    ...reconnection,
  });
  socket = opened;
  const watch = () => ({ scheduleId, takesOver: isFirst });
  stream = keepWatching(opened, watch, (watched) => {
    isFirst = false;
    heard.watched(watched as QueueWatched);
  });
  opened.on('disconnect', () => heard.lost());
  opened.on('tick', (tick: QueueTick) => heard.tick(tick));
  opened.on('fault', () => heard.fault());
  opened.on('line', (line: LineView) => heard.line(line));
  opened.on('place', ({ place }: QueuePlace) => heard.place(place));
  opened.on('forgotten', () => heard.forgotten());
  opened.on('stock', (stock: Stock) => heard.stock(stock));
  opened.on('elsewhere', () => heard.elsewhere());
}

export function closeStream(): void {
  isOpening = false;
  socket?.disconnect();
  socket = stream = null;
}

/** Asks for the place over the stream; null when it did not answer. */
export const askPlace = (): Promise<PlaceView | null> =>
  new Promise((resolve) => {
    if (!socket) return resolve(null);
    socket.timeout(8_000).emit('place', {}, (error: Error | null, answer: Answer<PlaceView>) => {
      resolve(!error && answer.ok ? answer.data : null);
    });
  });

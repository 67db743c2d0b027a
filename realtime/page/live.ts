import type { Socket } from 'socket.io-client';
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
let isOpening = false;

export const isLive = (): boolean => socket?.connected ?? false;

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
  opened.on('connect', () => {
    const takesOver = isFirst;
    isFirst = false;
    opened.emit('watch', { scheduleId, takesOver }, (answer: Answer<QueueWatched>) => {
      if (answer.ok) heard.watched(answer.data);
    });
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
  socket = null;
}

/** Asks for the place over the stream; null when it did not answer. */
export const askPlace = (): Promise<PlaceView | null> =>
  new Promise((resolve) => {
    if (!socket) return resolve(null);
    socket.timeout(8_000).emit('place', {}, (error: Error | null, answer: Answer<PlaceView>) => {
      resolve(!error && answer.ok ? answer.data : null);
    });
  });

import type { Socket } from 'socket.io-client';
import type { Answer } from './protocol';

const ackMs = 8_000;
const againMs = 1_500;

/**
 * Sends `watch` at each connection of a page's stream, and again while it is refused or not answered: what is watched is
 * away, and a socket that is up and hears nothing would never learn that it is back. Safe in a browser.
 */
export function keepWatching(
  socket: Socket,
  message: () => object,
  onWatched: (data: unknown) => void,
): { isWatching: () => boolean } {
  let watchedAs: string | undefined;
  const ask = () => {
    const { id } = socket;
    const isOver = () => !id || socket.id !== id; // the next connection asks for itself
    socket
      .timeout(ackMs)
      .emit('watch', message(), (error: Error | null, answer: Answer<unknown>) => {
        if (isOver()) return;
        if (error || !answer.ok)
          return void setTimeout(() => isOver() || ask(), againMs * (1 + Math.random()));
        watchedAs = id;
        onWatched(answer.data);
      });
  };
  socket.on('connect', ask);
  return { isWatching: () => socket.connected && socket.id === watchedAs };
}

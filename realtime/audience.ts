import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Namespace, Socket } from 'socket.io';
import type { Watch, Watched } from './watches';

const slices = 32;

/**
 * Those who are told the same, in slices. A write to a socket is 30 us of system call: ten thousand in one turn of the
 * event loop would hold up joins and answers for 300 ms, a slice of them for 10 ms.
 */
export class Audience {
  private readonly rooms: readonly string[];
  private entered = 0;
  private written = Promise.resolve();

  constructor(
    private readonly namespace: Namespace,
    name: string,
  ) {
    this.rooms = Array.from({ length: slices }, (_, slice) => `${name}:${slice}`);
  }

  /** Sockets. */
  get size(): number {
    const { rooms } = this.namespace.adapter;
    return this.rooms.reduce((sum, room) => sum + (rooms.get(room)?.size ?? 0), 0);
  }

  has(socket: Socket): boolean {
    return this.rooms.some((room) => socket.rooms.has(room));
  }

  enter(socket: Socket): void {
    if (!socket.connected || this.has(socket)) return;
    void socket.join(this.rooms[this.entered++ % slices]!);
  }

  leave(socket: Socket): void {
    for (const room of this.rooms) if (socket.rooms.has(room)) void socket.leave(room);
  }

  /** Tells everybody. Calls are heard in their order. */
  tell(name: string, message: unknown): Promise<void> {
    return this.write(this.rooms, (room) => room.emit(name, message));
  }

  /** Tells the share whose turn it is, `turn` counting up: each is told once in `turns`. Who is slow to read misses it. */
  tellInTurn(turn: number, turns: number, name: string, message: unknown): Promise<void> {
    const rooms = this.rooms.filter((_, slice) => slice % turns === turn % turns);
    return this.write(rooms, (room) => room.volatile.emit(name, message));
  }

  private write(rooms: readonly string[], emit: (room: ReturnType<Namespace['to']>) => void) {
    this.written = this.written.then(async () => {
      for (const room of rooms) {
        if (!this.namespace.adapter.rooms.has(room)) continue;
        emit(this.namespace.to(room));
        await nextTurn();
      }
    });
    return this.written;
  }
}

/** A watch whose sockets all hear the same. */
export const watchedBy = (audience: Audience, ...parts: Watch[]): Watched => ({
  enter: (socket) => audience.enter(socket),
  leave: (socket) => audience.leave(socket),
  close() {
    for (const part of parts) part.close();
  },
});

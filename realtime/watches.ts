import type { Socket } from 'socket.io';

/** Something that is kept up while anybody on this process looks at it. */
export type Watch = { close(): void };

/** A watch, and the sockets that hear of it. */
export type Watched = Watch & { enter(socket: Socket): void; leave(socket: Socket): void };

/** One watch a schedule, opened for the first who looks and closed behind the last. */
export class Watches<W extends Watched> {
  private readonly open = new Map<string, { watch: W; lookers: Set<Socket> }>();

  constructor(private readonly make: (scheduleId: string) => W) {}

  join(scheduleId: string, looker: Socket): W {
    let entry = this.open.get(scheduleId);
    if (!entry)
      this.open.set(scheduleId, (entry = { watch: this.make(scheduleId), lookers: new Set() }));
    entry.lookers.add(looker);
    entry.watch.enter(looker);
    return entry.watch;
  }

  leave(scheduleId: string, looker: Socket): void {
    const entry = this.open.get(scheduleId);
    if (!entry?.lookers.delete(looker)) return;
    entry.watch.leave(looker);
    if (entry.lookers.size > 0) return;
    this.open.delete(scheduleId);
    entry.watch.close();
  }

  close(): void {
    for (const { watch } of this.open.values()) watch.close();
    this.open.clear();
  }
}

/** Repeats work until closed: never twice at once, and what fails is tried again next time. */
export function every(ms: number | (() => number), work: () => Promise<unknown>): Watch {
  let timer: NodeJS.Timeout;
  let closed = false;
  const run = async () => {
    await work().catch(() => undefined);
    if (!closed) timer = setTimeout(() => void run(), typeof ms === 'number' ? ms : ms());
  };
  void run();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

/** Lets a socket look at one schedule at a time: it leaves the one before, and the last one when it goes. */
export function lookAtOne<W extends Watched>(
  socket: Socket,
  watches: Watches<W>,
): (scheduleId: string) => W | null {
  let watched: string | null = null;
  const leave = () => {
    if (!watched) return;
    watches.leave(watched, socket);
    watched = null;
  };
  socket.on('disconnect', leave);
  return (scheduleId) => {
    if (watched !== scheduleId) leave();
    if (!socket.connected) return null;
    watched = scheduleId;
    return watches.join(scheduleId, socket);
  };
}

import type { Socket } from 'socket.io';

/** Something that is kept up while anybody on this process looks at it. */
export type Watch = { close(): void };

/** One watch a schedule, opened for the first who looks and closed behind the last. */
export class Watches<W extends Watch> {
  private readonly open = new Map<string, { watch: W; lookers: Set<string> }>();

  constructor(private readonly make: (scheduleId: string) => W) {}

  join(scheduleId: string, looker: string): W {
    let entry = this.open.get(scheduleId);
    if (!entry)
      this.open.set(scheduleId, (entry = { watch: this.make(scheduleId), lookers: new Set() }));
    entry.lookers.add(looker);
    return entry.watch;
  }

  leave(scheduleId: string, looker: string): void {
    const entry = this.open.get(scheduleId);
    if (!entry?.lookers.delete(looker) || entry.lookers.size > 0) return;
    this.open.delete(scheduleId);
    entry.watch.close();
  }

  close(): void {
    for (const { watch } of this.open.values()) watch.close();
    this.open.clear();
  }
}

/** Repeats work until closed: never twice at once, and what fails is tried again next time. */
export function every(ms: number, work: () => Promise<unknown>): Watch {
  let timer: NodeJS.Timeout;
  let closed = false;
  const run = async () => {
    await work().catch(() => undefined);
    if (!closed) timer = setTimeout(() => void run(), ms);
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
export function lookAtOne<W extends Watch>(
  socket: Socket,
  watches: Watches<W>,
  roomOf: (scheduleId: string) => string,
): (scheduleId: string) => Promise<W | null> {
  let watched: string | null = null;
  const leave = () => {
    if (!watched) return;
    watches.leave(watched, socket.id);
    void socket.leave(roomOf(watched));
    watched = null;
  };
  socket.on('disconnect', leave);
  return async (scheduleId) => {
    if (watched !== scheduleId) leave();
    if (!socket.connected) return null;
    watched = scheduleId;
    await socket.join(roomOf(scheduleId));
    return watches.join(scheduleId, socket.id);
  };
}

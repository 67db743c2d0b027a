import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/** What happens to an answer: the wire is cut before it or in the middle of it, or it comes so many ms later. */
export type Harm = 'lost' | 'halved' | { lateMs: number };

/** A stretch of wire between a program and a server, for a test to make it slow, cut it, or keep it cut. */
export type TcpProxy = {
  port: number;
  /** From now on what the program says arrives this many ms later, in order; 0 is as fast as it goes. */
  setDelay(ms: number): void;
  /** Cuts every connection there is, or those that are chosen. */
  drop(isChosen?: () => boolean): void;
  /** Asked as each answer of the server begins, from now on; null lets it pass. An answer ends where a question follows. */
  harmAnswers(pick: () => Harm | null): void;
  /** While away, connections that come are cut at once. */
  setAway(away: boolean): void;
  stop(): Promise<void>;
};

export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  let delayMs = 0;
  let isAway = false;
  let pickHarm: () => Harm | null = () => null;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    if (isAway) return near.destroy();
    const far = connect(target.port, target.host);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined); // the other end hears of it by `close`
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    far.pipe(passAnswers(near, () => pickHarm())).pipe(near);
    passOn(near, far, () => delayMs);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const drop = (isChosen = () => true) =>
    sockets.forEach((socket) => isChosen() && socket.destroy());
  return {
    port: (server.address() as AddressInfo).port,
    setDelay: (ms) => (delayMs = ms),
    drop,
    harmAnswers: (pick) => (pickHarm = pick),
    setAway: (away) => (isAway = away),
    stop: async () => {
      server.close();
      drop();
      await once(server, 'close');
    },
  };
}

/** Each piece once and in order: one that comes after a change to a shorter delay waits for those before it. */
function passOn(from: Socket, to: Socket, delayMs: () => number): void {
  let lastDueAt = 0;
  const later = (act: () => void) => {
    const now = performance.now();
    lastDueAt = Math.max(lastDueAt, now + delayMs());
    if (lastDueAt <= now) return act();
    setTimeout(act, lastDueAt - now);
  };
  from.on('data', (piece: Buffer) => later(() => to.writable && to.write(piece)));
  from.on('end', () => later(() => to.end()));
}

/** Lets answers through to `near`, or what is left of them. */
function passAnswers(near: Socket, pick: () => Harm | null): Transform {
  let isAsked = false;
  near.on('data', () => (isAsked = true));
  return new Transform({
    transform(piece: Buffer, _, pass) {
      const harm = isAsked ? pick() : null;
      isAsked = false;
      if (harm === null) return pass(null, piece);
      if (typeof harm === 'object') return void setTimeout(() => pass(null, piece), harm.lateMs);
      // No more of it comes: `pass` is not called again.
      if (harm === 'halved') near.write(piece.subarray(0, piece.length >> 1));
      near.destroySoon();
    },
  });
}

/** The same URL with its host and port gone to the proxy. */
export function throughProxy(url: string, proxy: TcpProxy): string {
  const changed = new URL(url);
  changed.hostname = '127.0.0.1';
  changed.port = String(proxy.port);
  return changed.href;
}

export const targetOf = (url: string): { host: string; port: number } => {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
};

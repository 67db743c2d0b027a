import type { AddressInfo } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import type { Account } from '@/server/platform/actor';
import { bearerOf, type Person } from '@/server/testing';
import type { Answer } from './protocol';
import { startRealtime } from './server';

/** A realtime process's worth of it, on a free port. */
export async function aRealtime() {
  const realtime = await startRealtime(0, '127.0.0.1');
  const { port } = realtime.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const sockets: Socket[] = [];
  return {
    ...realtime,
    url,
    /** Calls `/api/queue` as a person. */
    call(method: string, path: string, person?: Person, headers: Record<string, string> = {}) {
      const all = { ...(person && bearerOf(person)), ...headers };
      return fetch(`${url}/api/queue/${path}`, { method, headers: all });
    },
    /** A socket of a namespace, as a person. */
    connect(namespace: string, person?: Account, options = {}): Socket {
      const token = person && bearerOf(person as Person).authorization.slice(7);
      const socket = io(`${url}${namespace}`, {
        transports: ['websocket'],
        auth: { token },
        forceNew: true,
        reconnection: false,
        ...options,
      });
      sockets.push(socket);
      return socket;
    },
    async stop() {
      for (const socket of sockets) socket.disconnect();
      await realtime.stop();
    },
  };
}
export type Realtime = Awaited<ReturnType<typeof aRealtime>>;

/** Sends a message and waits for what it is acknowledged with. */
export const send = <T>(socket: Socket, name: string, input: unknown): Promise<Answer<T>> =>
  socket.timeout(5_000).emitWithAck(name, input) as Promise<Answer<T>>;

/** The next message of a name. Listen before causing it. */
export const next = <T>(socket: Socket, name: string): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${name} in 5 s`)), 5_000);
    socket.once(name, (message: T) => {
      clearTimeout(timer);
      resolve(message);
    });
  });

import net from 'node:net';
import { frame, readFrames, upgrade } from '@/scripts/bench/room/raw-socket';

export type Heard = {
  /** The acknowledgement of `watch`, or a server's event, as JSON text. */
  watched: (json: string) => void;
  event: (name: string, json: string) => void;
  lost: () => void;
};

/** Where a site's realtime listens. */
export type Address = { host: string; port: number };

export function addressOf(origin: string): Address {
  const { hostname, port } = new URL(origin);
  return { host: hostname, port: Number(port || 80) };
}

export type StreamOf = {
  realtime: Address;
  /** An address of this machine, where that is where the site is. */
  source: string;
  namespace: '/queue' | '/seats';
  token: string;
  watch: object;
};

const pong = frame('3');

/**
 * One Socket.IO connection over WebSocket, as a page opens it: Engine.IO's handshake, the namespace with the person's
 * token, one `watch`, pongs. Ten thousand of them live in one process, so it reads no more of a message than its name.
 */
export function openStream({ realtime, source, namespace, token, watch }: StreamOf, heard: Heard) {
  const isHere = realtime.host === '127.0.0.1';
  const socket = net.connect({ ...realtime, ...(isHere && { localAddress: source }) }).setNoDelay();
  const send = (text: string) => socket.write(frame(text));
  let isClosed = false;
  const event = `42${namespace},["`;
  socket.once('connect', () => socket.write(upgrade(realtime)));
  socket.on(
    'data',
    readFrames((text) => {
      if (text === '2') socket.write(pong);
      else if (text.startsWith(event)) {
        const end = text.indexOf('"', event.length);
        heard.event(text.slice(event.length, end), text.slice(end + 2, -1));
      } else if (text.startsWith('0{')) send(`40${namespace},${JSON.stringify({ token })}`);
      else if (text.startsWith(`40${namespace}`))
        send(`42${namespace},0${JSON.stringify(['watch', watch])}`);
      else if (text.startsWith(`43${namespace},0`))
        heard.watched(text.slice(text.indexOf('[') + 1, -1));
      else if (text.startsWith('44') || text.startsWith('41')) socket.destroy();
    }),
  );
  socket.on('error', () => undefined);
  socket.once('close', () => {
    if (!isClosed) heard.lost();
  });
  return {
    close() {
      isClosed = true;
      if (!socket.destroyed) socket.end(frame(`41${namespace},`));
    },
  };
}
export type Stream = ReturnType<typeof openStream>;

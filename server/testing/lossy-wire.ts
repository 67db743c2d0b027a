import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A stretch of wire on which some WebSocket messages from the server get lost. */
export type LossyWire = { port: number; lost: () => number; stop(): Promise<void> };

/** `loses` is asked for each whole text message on its way to the client. */
export async function startLossyWire(
  targetPort: number,
  loses: (text: string) => boolean,
): Promise<LossyWire> {
  let lost = 0;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined); // the other end hears of it by `close`
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far);
    const pass = eachFrame((frame, text) => {
      if (text !== null && loses(text)) lost += 1;
      else near.write(frame);
    });
    far.on('data', pass);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    lost: () => lost,
    async stop() {
      server.close();
      sockets.forEach((socket) => socket.destroy());
      await once(server, 'close');
    },
  };
}

/** Cuts what a server sends into the head of its answer and the frames after it; a server's frames are not masked. */
function eachFrame(take: (frame: Buffer, text: string | null) => void): (chunk: Buffer) => void {
  let data: Buffer = Buffer.alloc(0);
  let isUpgraded = false;
  return (chunk) => {
    data = Buffer.concat([data, chunk]);
    if (!isUpgraded) {
      const end = data.indexOf('\r\n\r\n');
      if (end < 0) return;
      isUpgraded = true;
      take(data.subarray(0, end + 4), null);
      data = data.subarray(end + 4);
    }
    for (let frame = firstFrame(data); frame; frame = firstFrame(data)) {
      take(
        data.subarray(0, frame.end),
        frame.isText ? data.toString('utf8', frame.head, frame.end) : null,
      );
      data = data.subarray(frame.end);
    }
  };
}

/** Messages of this project are shorter than 64 kB. */
function firstFrame(data: Buffer): { head: number; end: number; isText: boolean } | null {
  if (data.length < 4) return null;
  const short = data[1]! & 127;
  const head = short < 126 ? 2 : 4;
  const end = head + (short < 126 ? short : data.readUInt16BE(2));
  return data.length < end ? null : { head, end, isText: (data[0]! & 15) === 1 };
}

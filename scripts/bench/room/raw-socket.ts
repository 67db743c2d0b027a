import { randomBytes } from 'node:crypto';

// As much of WebSocket as a benchmark's crowd needs: a real client would cost more than the server that is measured.

/** A client's text frame: masked, as the protocol asks, by a mask of zeros. */
export function frame(text: string): Buffer {
  const body = Buffer.from(text);
  const head =
    body.length < 126
      ? Buffer.from([0x81, 0x80 | body.length, 0, 0, 0, 0])
      : Buffer.from([0x81, 0xfe, body.length >> 8, body.length & 255, 0, 0, 0, 0]);
  return Buffer.concat([head, body]);
}

/** The request that opens a socket to Socket.IO. */
export const upgrade = ({ host = '127.0.0.1', port }: { host?: string; port: number }) =>
  `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: ${host}:${port}\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${randomBytes(16).toString('base64')}\r\n\r\n`;

/** Hands each text frame on; keeps what is not whole yet. */
export function readFrames(take: (text: string) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let isUpgraded = false;
  return (chunk) => {
    let data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    if (!isUpgraded) {
      const end = data.indexOf('\r\n\r\n');
      if (end < 0) return void (rest = data);
      isUpgraded = true;
      data = data.subarray(end + 4);
    }
    for (;;) {
      if (data.length < 2) break;
      const short = data[1]! & 127;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (data.length < head) break;
      const length =
        short < 126
          ? short
          : short === 126
            ? data.readUInt16BE(2)
            : Number(data.readBigUInt64BE(2));
      if (data.length < head + length) break;
      take(data.toString('latin1', head, head + length));
      data = data.subarray(head + length);
    }
    rest = data.length > 0 ? Buffer.from(data) : Buffer.alloc(0);
  };
}

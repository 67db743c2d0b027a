import net from 'node:net';

const lastChunk = Buffer.from('0\r\n\r\n');

/** An answer's status, or `failed` where the connection ended before it; the body as it came, chunk lengths included. */
export type OnAnswer = (status: number | 'failed', body: Buffer[]) => void;

/**
 * A keep-alive connection that sends prepared HTTP/1.1 requests, one at a time, and reads no more of an answer's head
 * than its status and length: the generator runs on the cores that are measured, so it has to be cheap.
 */
export class Connection {
  private onAnswer: OnAnswer | null = null;
  private status = 0;
  /** Bytes of the body to come; Infinity for one that says itself when it ends. */
  private left = 0;
  private body: Buffer[] = [];

  private constructor(
    private readonly socket: net.Socket,
    onClose: () => void,
  ) {
    socket.on('data', (chunk: Buffer) => this.read(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      onClose();
      this.settle('failed');
    });
  }

  /** `onClose` comes before the answer `failed` of what was asked. */
  static async open(port: number, onClose: (ended: Connection) => void): Promise<Connection> {
    const socket = net.connect(port, '127.0.0.1').setNoDelay();
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve).once('error', reject);
    });
    const connection: Connection = new Connection(socket, () => onClose(connection));
    return connection;
  }

  /** The request is ASCII, and nothing else is on its way. */
  ask(request: string, onAnswer: OnAnswer): void {
    this.onAnswer = onAnswer;
    this.socket.write(request, 'latin1');
  }

  close(): void {
    this.socket.destroy();
  }

  private read(chunk: Buffer): void {
    const piece = this.status === 0 ? this.readHead(chunk) : chunk;
    this.body.push(piece);
    this.left -= piece.length;
    if (this.left === Infinity ? !this.hasLastChunk() : this.left > 0) return;
    const { status } = this;
    this.status = 0;
    this.settle(status);
  }

  /** What of the chunk is behind the head. */
  private readHead(chunk: Buffer): Buffer {
    const end = chunk.indexOf('\r\n\r\n');
    const head = chunk.toString('latin1', 0, end);
    this.status = Number(head.slice(9, 12));
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    const isChunked = /\r\ntransfer-encoding: chunked/i.test(head);
    this.left = isChunked ? Infinity : Number(length ?? 0);
    return chunk.subarray(end + 4);
  }

  /** The end of a chunked body may be cut anywhere. */
  private hasLastChunk(): boolean {
    const tail = this.body.slice(-lastChunk.length);
    return Buffer.concat(tail).subarray(-lastChunk.length).equals(lastChunk);
  }

  private settle(status: number | 'failed'): void {
    const { onAnswer, body } = this;
    this.onAnswer = null;
    this.body = [];
    onAnswer?.(status, body);
  }
}

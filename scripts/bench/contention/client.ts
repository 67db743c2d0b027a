import net from 'node:net';

export type Answer = { status: number; body: string };
type Asked = { request: string; answer: (answer: Answer) => void; fail: (error: Error) => void };

const headEnd = '\r\n\r\n';

/**
 * Keep-alive HTTP/1.1 over so many connections, one request at a time on each: what more is asked waits for one that is
 * free, and that wait is the server's. The longest idle goes first; one that the server ends for idling is replaced.
 * Cheap, for it runs on the cores that are measured.
 */
export class Client {
  private readonly idle: net.Socket[] = [];
  private readonly waiting: Asked[] = [];
  private readonly asked = new Map<net.Socket, Asked>();
  private isOver = false;

  constructor(private readonly ports: number[]) {}

  async connect(count: number): Promise<void> {
    for (let n = 0; n < count; n++) await this.open(this.ports[n % this.ports.length]!);
  }

  ask(request: string): Promise<Answer> {
    return new Promise((answer, fail) => {
      const asked = { request, answer, fail };
      const socket = this.idle.shift();
      if (socket) this.send(socket, asked);
      else this.waiting.push(asked);
    });
  }

  close(): void {
    this.isOver = true;
    for (const socket of [...this.idle, ...this.asked.keys()]) socket.destroy();
  }

  private async open(port: number): Promise<void> {
    const socket = net.connect(port, '127.0.0.1').setNoDelay();
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve).once('error', reject);
    });
    this.read(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.replace(socket, port));
    this.free(socket);
  }

  private replace(socket: net.Socket, port: number): void {
    this.asked.get(socket)?.fail(new Error('the connection was cut'));
    this.asked.delete(socket);
    const at = this.idle.indexOf(socket);
    if (at >= 0) this.idle.splice(at, 1);
    if (!this.isOver) void this.open(port).catch((error: Error) => this.failAll(error));
  }

  /** The server is gone, and who waits for a connection is told. */
  private failAll(error: Error): void {
    for (const { fail } of this.waiting.splice(0)) fail(error);
  }

  private free(socket: net.Socket): void {
    const next = this.waiting.shift();
    if (next) this.send(socket, next);
    else this.idle.push(socket);
  }

  private send(socket: net.Socket, asked: Asked): void {
    this.asked.set(socket, asked);
    socket.write(asked.request, 'latin1');
  }

  private read(socket: net.Socket): void {
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      const asked = this.asked.get(socket);
      if (!asked) return void socket.destroy(); // the server's goodbye to one that was never asked anything
      text += chunk.toString('latin1');
      const body = bodyOf(text);
      if (body === null) return;
      const status = Number(text.slice(9, 12));
      text = '';
      this.asked.delete(socket);
      this.free(socket);
      asked.answer({ status, body });
    });
  }
}

/** The body of a whole answer, or null while some of it is missing. */
function bodyOf(text: string): string | null {
  const end = text.indexOf(headEnd);
  if (end < 0) return null;
  const head = text.slice(0, end);
  const body = text.slice(end + headEnd.length);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length !== undefined) return body.length >= Number(length) ? body : null;
  return /\r\ntransfer-encoding: chunked/i.test(head) ? joinChunks(body) : body;
}

function joinChunks(body: string): string | null {
  let joined = '';
  for (let at = 0; ;) {
    const lineEnd = body.indexOf('\r\n', at);
    const size = parseInt(body.slice(at, lineEnd), 16);
    if (lineEnd < 0 || body.length < lineEnd + 4 + size) return null;
    if (size === 0) return joined;
    joined += body.slice(lineEnd + 2, lineEnd + 2 + size);
    at = lineEnd + 4 + size;
  }
}

import net from 'node:net';

export type Load = {
  /** By status, or `failed`. */
  counts: Map<number | 'failed', number>;
  /** Milliseconds of each answered request, from when it was due. */
  latencies: Float64Array;
  seconds: number;
};

const lastChunk = Buffer.from('0\r\n\r\n');

type Waiting = { dueAt: number };
type Connection = { socket: net.Socket; waiting: Waiting | null };

/**
 * Sends prepared HTTP/1.1 requests over keep-alive connections, one at a time on each, and reads no more of an answer
 * than its status and length: the generator runs on the cores that are measured, so it has to be cheap.
 */
export class Sender {
  private readonly connections: Connection[] = [];
  private readonly idle: Connection[] = [];
  private readonly counts: Load['counts'] = new Map();
  private latencies: number[] = [];
  private onIdle: () => void = () => undefined;

  constructor(private readonly ports: number[]) {}

  async connect(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const socket = net.connect(this.ports[i % this.ports.length]!, '127.0.0.1').setNoDelay();
      const connection: Connection = { socket, waiting: null };
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve).once('error', reject);
      });
      this.read(connection);
      this.connections.push(connection);
      this.idle.push(connection);
    }
  }

  /** As fast as answers come, for as long as `next` gives requests. */
  async saturate(next: () => string | null): Promise<Load> {
    const beganAt = this.begin();
    await new Promise<void>((resolve) => {
      this.onIdle = () => {
        while (this.idle.length > 0) {
          const request = next();
          if (request === null) {
            if (this.idle.length === this.connections.length) resolve();
            return;
          }
          this.send(request, performance.now());
        }
      };
      this.onIdle();
    });
    return this.end(beganAt);
  }

  /** At a rate, whatever the answers do: what waits for a connection counts from when it was due. */
  async offer(perSecond: number, next: () => string | null): Promise<Load> {
    const beganAt = this.begin();
    let sent = 0;
    await new Promise<void>((resolve) => {
      let isOver = false;
      const tick = () => {
        const now = performance.now();
        while (!isOver && this.idle.length > 0) {
          const dueAt = beganAt + (sent * 1_000) / perSecond;
          if (dueAt > now) break;
          const request = next();
          if (request === null) isOver = true;
          else this.send(request, dueAt);
          sent += 1;
        }
        if (isOver && this.idle.length === this.connections.length) return resolve();
        setTimeout(tick, 1);
      };
      tick();
    });
    return this.end(beganAt);
  }

  close(): void {
    for (const { socket } of this.connections) socket.destroy();
  }

  private begin(): number {
    this.counts.clear();
    this.latencies = [];
    return performance.now();
  }

  private end(beganAt: number): Load {
    this.onIdle = () => undefined;
    const seconds = (performance.now() - beganAt) / 1_000;
    const latencies = Float64Array.from(this.latencies);
    return { counts: new Map(this.counts), latencies, seconds };
  }

  private send(request: string, dueAt: number): void {
    const connection = this.idle.pop()!;
    connection.waiting = { dueAt };
    connection.socket.write(request, 'latin1');
  }

  private read(connection: Connection): void {
    let status = 0;
    /** Bytes of the body to come; Infinity for one that says itself when it ends. */
    let left = 0;
    /** The last bytes that came: the end of a chunked body may be cut anywhere. */
    let tail: Buffer = Buffer.alloc(0);
    connection.socket.on('data', (chunk: Buffer) => {
      if (status === 0) {
        const end = chunk.indexOf('\r\n\r\n');
        const head = chunk.toString('latin1', 0, end);
        status = Number(head.slice(9, 12));
        const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
        const isChunked = /\r\ntransfer-encoding: chunked/i.test(head);
        left = isChunked ? Infinity : Number(length ?? 0) + end + 4;
      }
      left -= chunk.length;
      if (left === Infinity) {
        tail = Buffer.concat([tail, chunk.subarray(-lastChunk.length)]).subarray(-lastChunk.length);
        if (!tail.equals(lastChunk)) return;
      } else if (left > 0) return;
      const outcome = status;
      status = 0;
      this.settle(connection, outcome);
    });
    connection.socket.on('error', () => undefined);
    connection.socket.on('close', () => this.drop(connection));
  }

  private settle(connection: Connection, outcome: number): void {
    if (!connection.waiting) return;
    this.count(outcome);
    this.latencies.push(performance.now() - connection.waiting.dueAt);
    connection.waiting = null;
    this.idle.push(connection);
    this.onIdle();
  }

  /** The server, or `close`, ended it: what was asked on it has failed, and it takes no more. */
  private drop(connection: Connection): void {
    for (const list of [this.connections, this.idle]) {
      const at = list.indexOf(connection);
      if (at >= 0) list.splice(at, 1);
    }
    if (connection.waiting) this.count('failed');
    this.onIdle();
  }

  private count(outcome: number | 'failed'): void {
    this.counts.set(outcome, (this.counts.get(outcome) ?? 0) + 1);
  }
}

/** Requests from a list, each once. */
export function eachOnce(requests: string[]): () => string | null {
  let at = 0;
  return () => requests[at++] ?? null;
}

/** The same request over and over, for some seconds. */
export function forSeconds(request: string, seconds: number): () => string | null {
  const endsAt = performance.now() + seconds * 1_000;
  return () => (performance.now() < endsAt ? request : null);
}

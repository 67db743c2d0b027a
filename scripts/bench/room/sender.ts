import { Connection } from './connection';

export type Load = {
  /** By status, or `failed`. */
  counts: Map<number | 'failed', number>;
  /** Milliseconds of each answered request, from when it was due. */
  latencies: Float64Array;
  seconds: number;
};

/** Sends prepared requests over as many connections as it is given. */
export class Sender {
  private readonly connections: Connection[] = [];
  private readonly idle: Connection[] = [];
  private readonly counts: Load['counts'] = new Map();
  private latencies: number[] = [];
  private onIdle: () => void = () => undefined;

  constructor(private readonly ports: number[]) {}

  async connect(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const port = this.ports[i % this.ports.length]!;
      const connection = await Connection.open(port, (ended) => this.drop(ended));
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
    for (const connection of [...this.connections]) connection.close();
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
    connection.ask(request, (status) => {
      this.counts.set(status, (this.counts.get(status) ?? 0) + 1);
      if (status !== 'failed') {
        this.latencies.push(performance.now() - dueAt);
        this.idle.push(connection);
      }
      this.onIdle();
    });
  }

  /** The server, or `close`, ended it: it takes no more. */
  private drop(connection: Connection): void {
    for (const list of [this.connections, this.idle]) {
      const at = list.indexOf(connection);
      if (at >= 0) list.splice(at, 1);
    }
    this.onIdle();
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

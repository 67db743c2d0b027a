import { Connection } from './connection';

export type Answer = { status: number; body: string };
type Asked = { request: string; answer: (answer: Answer) => void; fail: (error: Error) => void };

/**
 * Keep-alive HTTP/1.1 over so many connections, one request at a time on each: what more is asked waits for one that is
 * free, and that wait is the server's. The longest idle goes first; one that the server ends for idling is replaced.
 */
export class Client {
  private readonly idle: Connection[] = [];
  private readonly open = new Set<Connection>();
  private readonly waiting: Asked[] = [];
  private isOver = false;

  constructor(private readonly ports: number[]) {}

  async connect(count: number): Promise<void> {
    for (let n = 0; n < count; n++) await this.add(this.ports[n % this.ports.length]!);
  }

  ask(request: string): Promise<Answer> {
    return new Promise((answer, fail) => {
      const asked = { request, answer, fail };
      const connection = this.idle.shift();
      if (connection) this.send(connection, asked);
      else this.waiting.push(asked);
    });
  }

  close(): void {
    this.isOver = true;
    for (const connection of this.open) connection.close();
  }

  private async add(port: number): Promise<void> {
    const connection = await Connection.open(port, (ended) => this.replace(ended, port));
    this.open.add(connection);
    this.free(connection);
  }

  private replace(ended: Connection, port: number): void {
    this.open.delete(ended);
    const at = this.idle.indexOf(ended);
    if (at >= 0) this.idle.splice(at, 1);
    if (!this.isOver) void this.add(port).catch((error: Error) => this.failAll(error));
  }

  /** The server is gone, and who waits for a connection is told. */
  private failAll(error: Error): void {
    for (const { fail } of this.waiting.splice(0)) fail(error);
  }

  private free(connection: Connection): void {
    const next = this.waiting.shift();
    if (next) this.send(connection, next);
    else this.idle.push(connection);
  }

  private send(connection: Connection, { request, answer, fail }: Asked): void {
    connection.ask(request, (status, body) => {
      if (status === 'failed') return fail(new Error('the connection was cut'));
      this.free(connection);
      answer({ status, body: Buffer.concat(body).toString() });
    });
  }
}

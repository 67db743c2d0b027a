import net from 'node:net';

/** One address in front of many ports: each connection goes to the next one that takes it; `turn` cuts all off. */
export class TcpSwitch {
  private readonly open = new Set<net.Socket>();
  private next = 0;
  private readonly server = net.createServer((from) => this.join(from));

  private constructor(private ports: number[]) {}

  static async to(...ports: number[]): Promise<TcpSwitch> {
    const made = new TcpSwitch(ports);
    await new Promise<void>((resolve) => {
      made.server.listen(0, '127.0.0.1', resolve);
    });
    return made;
  }

  get port(): number {
    return (this.server.address() as net.AddressInfo).port;
  }

  /** Leads to other ports from now on; none at all: nothing gets through. */
  turn(...ports: number[]): void {
    this.ports = ports;
    for (const socket of this.open) socket.destroy();
  }

  private join(from: net.Socket, tries = this.ports.length): void {
    this.keep(from);
    const port = this.ports[this.next++ % this.ports.length];
    if (port === undefined || tries === 0) {
      from.destroy();
      return;
    }
    const to = net.connect(port, '127.0.0.1');
    this.keep(to);
    to.once('error', () => this.join(from, tries - 1));
    to.once('connect', () => {
      to.removeAllListeners('error');
      to.on('error', () => undefined);
      from.pipe(to).pipe(from);
      from.once('close', () => to.destroy());
      to.once('close', () => from.destroy());
    });
  }

  private keep(socket: net.Socket): void {
    if (this.open.has(socket)) return;
    this.open.add(socket);
    socket.setNoDelay();
    socket.on('error', () => undefined);
    socket.once('close', () => this.open.delete(socket));
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.turn();
    await closed;
  }
}

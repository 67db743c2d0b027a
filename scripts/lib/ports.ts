import net from 'node:net';
import { StartError } from './say';

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    // A machine without IPv6 has no such address to be in use.
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Free on every address that a browser's `localhost` may mean. */
export async function isPortFree(port: number) {
  return (await canListen(port, '127.0.0.1')) && (await canListen(port, '::'));
}

/** A port nobody listens on, chosen by the kernel, so that runs side by side do not collide. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** The wanted port, or another when that one is taken: for services that nobody types the port of. */
export async function portNear(wanted: number) {
  return (await isPortFree(wanted)) ? wanted : freePort();
}

export async function requirePort(port: number, variable: string, what: string) {
  if (await isPortFree(port)) return;
  throw new StartError(
    `Port ${port}, which ${what} listens on, is in use: stop what uses it or set ${variable} to another.`,
  );
}

import { createServer, type IncomingMessage } from 'node:http';
import { Gauge } from 'prom-client';
import { Server, type Socket } from 'socket.io';
import { rangeOf } from '@/server/bots';
import { actorOfRequest } from '@/server/http/request-actor';
import { observeRequest } from '@/server/http/request-log';
import { clientAddress } from '@/server/platform/address';
import { log } from '@/server/platform/log';
import { registry } from '@/server/platform/metrics';
import { tokenBucket } from '@/server/platform/rate-limit';
import { singleton } from '@/server/platform/singleton';
import { answerHttp } from './http';
import { streamOperations } from './ops-stream';
import { streamQueue } from './queue-stream';
import { isOurOrigin } from './requests';
import { streamSeats } from './seats-stream';

/** More than a process has file descriptors for is refused, and the client tries another one. */
const socketsMax = 18_000;
/** A person's pages and devices; an address may be a whole office, and has no limit where thousands of phones share it. */
const socketsPerAccountMax = 20;
const socketsPerAddressMax = 2_000;
/** Sockets that a range may open a second: an office comes back at once after an outage, and is let in over moments. */
const connectFlood = tokenBucket(50, 500);
/** How long an orderly stop waits for answers that have begun. */
const drainMs = 5_000;

const socketsGauge = () =>
  singleton(
    'metrics:sockets',
    () =>
      new Gauge({
        name: 'openrun_sockets',
        help: 'Open sockets, by namespace',
        labelNames: ['namespace'],
        registers: [registry()],
      }),
  );

/** Starts realtime: the waiting room's HTTP and the streams, on one port. Any number may run side by side. */
export async function startRealtime(port: number, host: string) {
  const server = createServer((request, response) => {
    observeRequest(request, response);
    answerHttp(request, response).catch((error: Error) => {
      log.error({ error: error.message }, 'request failed');
      response.destroy();
    });
  });
  server.keepAliveTimeout = 65_000;
  const io = openSockets(server);
  const streams = [
    streamQueue(io.of('/queue'), actorOfSocket),
    streamSeats(io.of('/seats')),
    streamOperations(io.of('/ops'), actorOfSocket),
  ];
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  return {
    server,
    io,
    /** Takes nothing new, lets the sockets go (they come back elsewhere, spread out), and answers what has begun. */
    async stop() {
      for (const stream of streams) stream.close();
      const closed = new Promise<void>((resolve) => void io.close(() => resolve()));
      server.closeIdleConnections();
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, drainMs).unref())]);
      server.closeAllConnections();
    },
  };
}

function openSockets(server: ReturnType<typeof createServer>): Server {
  const io: Server = new Server(server, {
    transports: ['websocket'],
    allowRequest: (request, answer) => answer(null, mayConnect(request, io)),
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: 10_000,
    pingInterval: 25_000,
    pingTimeout: 20_000,
    connectTimeout: 10_000,
  });
  io.engine.on('connection', keepLittle);
  for (const name of ['/queue', '/seats', '/ops']) {
    const gauge = socketsGauge().labels(name);
    io.of(name).use((socket, next) => void limitSockets(socket, next));
    io.of(name).on('connection', (socket) => {
      gauge.inc();
      socket.on('disconnect', () => gauge.dec());
    });
  }
  return io;
}

const headersKept = ['authorization', 'cookie', 'host', 'origin', 'x-forwarded-for'];

/**
 * The request that opened a socket is kept for as long as that is open, with its parser and every header of a browser:
 * half of what somebody who waits takes of memory. Only what is read later on stays.
 */
function keepLittle(connection: { request: IncomingMessage }): void {
  const { headers, socket, url } = connection.request;
  const kept = headersKept.flatMap((name) => (headers[name] ? [[name, headers[name]]] : []));
  const { remoteAddress } = socket;
  connection.request = {
    ...{ url, headers: Object.fromEntries(kept) as IncomingMessage['headers'] },
    ...{ socket: { remoteAddress }, connection: { remoteAddress } },
  } as IncomingMessage;
}

/** A browser says which page opens a socket; other sites' pages may not, whatever cookies come with it. */
function mayConnect(request: IncomingMessage, io: Server): boolean {
  const { headers } = request;
  if (io.engine.clientsCount >= socketsMax || !mayConnectFrom(clientAddress(request))) return false;
  return headers.origin === undefined || isOurOrigin(headers.origin, headers.host);
}

function mayConnectFrom(address: string): boolean {
  const { name, isShared } = rangeOf(address);
  if (!name || isShared) return true;
  try {
    connectFlood.take(name);
    return true;
  } catch {
    return false;
  }
}

/** Open sockets of this process, by account and by address. */
const openSocketsOf = new Map<string, number>();

async function limitSockets(socket: Socket, next: (error?: Error) => void): Promise<void> {
  try {
    await takeSocket(socket);
  } catch (error) {
    next(error as Error);
    return;
  }
  next();
}

/** Refuses one more socket than an account or an address may have open here: `too_many_requests`. */
async function takeSocket(socket: Socket): Promise<void> {
  const { conn } = socket.client;
  const actor = await actorOfSocket(socket);
  const address = clientAddress(socket.request);
  const limits: [string, number][] = [];
  if (actor.kind === 'account') limits.push([actor.id, socketsPerAccountMax]);
  if (!rangeOf(address).isShared) limits.push([address, socketsPerAddressMax]);
  if (limits.some(([key, max]) => (openSocketsOf.get(key) ?? 0) >= max))
    throw new Error('too_many_requests');
  if (conn.readyState !== 'open') throw new Error('closed');
  for (const [key] of limits) countSocket(key, 1);
  conn.once('close', () => limits.forEach(([key]) => countSocket(key, -1)));
}

function countSocket(key: string, step: 1 | -1): void {
  const count = (openSocketsOf.get(key) ?? 0) + step;
  if (count > 0) openSocketsOf.set(key, count);
  else openSocketsOf.delete(key);
}

/** By the token that an API client gave, or by the site's cookie. */
async function actorOfSocket({ handshake }: Socket) {
  const token: unknown = handshake.auth['token'];
  if (typeof token !== 'string') return actorOfRequest({ headers: handshake.headers });
  return actorOfRequest({ headers: { authorization: `Bearer ${token}` } });
}

/**
 * A crowd of raw WebSocket clients that speak as much Socket.IO as waiting takes: connect to `/queue`, watch a line,
 * answer pings, note when the last position came. In a process of its own: one may hold 20,000 descriptors.
 */
import net from 'node:net';
import { frame, readFrames, upgrade } from '../room/raw-socket';

export type CrowdOrder =
  | { kind: 'connect'; port: number; source: string; scheduleId: string; tokens: string[] }
  | { kind: 'listen'; seconds: number }
  | { kind: 'leave' };
export type CrowdNews =
  | { kind: 'connected'; failed: number }
  | { kind: 'heard'; looks: number; fresh: number; dropped: number; worstMs: number };

type Client = { socket: net.Socket; positionAtMs: number; isOpen: boolean };

const freshMs = 3_000;
const connectingMax = 64;

const clients: Client[] = [];

const pong = frame('3');

function join(port: number, source: string, scheduleId: string, token: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1', localAddress: source });
    const client: Client = { socket, positionAtMs: 0, isOpen: true };
    socket.setNoDelay();
    socket.once('connect', () => socket.write(upgrade({ port })));
    socket.on(
      'data',
      readFrames((text) => {
        if (text === '2') socket.write(pong);
        else if (text.startsWith('0{')) socket.write(frame(`40/queue,{"token":"${token}"}`));
        else if (text.startsWith('40/queue'))
          socket.write(frame(`42/queue,1["watch",{"scheduleId":"${scheduleId}"}]`));
        else if (text.startsWith('42/queue,["tick"')) client.positionAtMs = timeOf(text);
        else if (text.startsWith('43/queue,1')) {
          client.positionAtMs = Date.now();
          resolve(text.includes('"ok":true'));
        } else if (text.startsWith('44/queue')) resolve(false);
      }),
    );
    socket.once('close', () => {
      client.isOpen = false;
      resolve(false);
    });
    socket.on('error', () => undefined);
    clients.push(client);
  });
}

/** Parsed once a tick, not once a client: all hear the same. */
let lastTick = '';
let lastTimeMs = 0;
function timeOf(text: string): number {
  if (text !== lastTick) {
    lastTick = text;
    lastTimeMs = Number(/(\d{13})\]\]$/.exec(text)?.[1] ?? Date.now());
  }
  return lastTimeMs;
}

async function connectAll(order: CrowdOrder & { kind: 'connect' }): Promise<number> {
  const { port, source, scheduleId, tokens } = order;
  let failed = 0;
  const worker = async () => {
    for (let token = tokens.pop(); token; token = tokens.pop())
      if (!(await join(port, source, scheduleId, token))) failed += 1;
  };
  await Promise.all(Array.from({ length: connectingMax }, worker));
  return failed;
}

/** Once a second: how old is the position that each client shows? */
async function listen(seconds: number): Promise<CrowdNews> {
  let [looks, fresh, worstMs] = [0, 0, 0];
  for (let second = 0; second < seconds; second++) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const now = Date.now();
    for (const { positionAtMs, isOpen } of clients) {
      const ageMs = isOpen ? now - positionAtMs : Infinity;
      looks += 1;
      if (ageMs <= freshMs) fresh += 1;
      if (isOpen) worstMs = Math.max(worstMs, ageMs);
    }
  }
  const dropped = clients.filter(({ isOpen }) => !isOpen).length;
  return { kind: 'heard', looks, fresh, dropped, worstMs };
}

const tell = (news: CrowdNews) => process.send!(news);

process.on('message', (order: CrowdOrder) => {
  if (order.kind === 'leave') process.exit();
  if (order.kind === 'connect')
    void connectAll(order).then((failed) => tell({ kind: 'connected', failed }));
  else void listen(order.seconds).then(tell);
});

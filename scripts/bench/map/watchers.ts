/**
 * People who look at a map: raw WebSocket clients that speak as much Socket.IO as watching takes, in a process of their
 * own. It notes when each batch of changes reached how many of them.
 */
import net from 'node:net';
import { frame, readFrames, upgrade } from '../room/raw-socket';

/** A batch as one realtime process sent it, and when it came. */
export type Batch = {
  port: number;
  fromVersion: number;
  toVersion: number;
  /** Of a bare server: when it sent it. */
  sentAt?: number;
  changes: number[];
  firstAtMs: number;
  /** Watchers that it reached in each millisecond from the first one on. */
  reached: number[];
};
export type WatchersOrder =
  | { kind: 'watch'; ports: number[]; count: number; scheduleId: string }
  | { kind: 'tell' };
export type WatchersNews =
  | { kind: 'watching'; failed: number }
  | { kind: 'heard'; batches: Batch[]; gaps: number; dropped: number; cpuSeconds: number };

const connectingMax = 64;
const pong = frame('3');
const nowMs = () => performance.timeOrigin + performance.now();

type Watcher = { isOpen: boolean; version: number | null };
const watchers: Watcher[] = [];
/** By port and head: what all hear alike is parsed once. */
const batches = new Map<string, Batch>();
let gaps = 0;
let cpuBefore = process.cpuUsage();

function hear(watcher: Watcher, port: number, text: string): void {
  const key = `${port} ${text.slice(0, text.indexOf('"changes":['))}`;
  let batch = batches.get(key);
  if (!batch) {
    const [, sent] = JSON.parse(text.slice(text.indexOf('['))) as [string, Batch];
    batches.set(key, (batch = { ...sent, port, firstAtMs: nowMs(), reached: [] }));
  }
  const lateMs = Math.floor(nowMs() - batch.firstAtMs);
  batch.reached[lateMs] = (batch.reached[lateMs] ?? 0) + 1;
  if (watcher.version !== null && watcher.version !== batch.fromVersion) gaps += 1;
  watcher.version = batch.toVersion;
}

function watch(port: number, scheduleId: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1' }).setNoDelay();
    const watcher: Watcher = { isOpen: true, version: null };
    watchers.push(watcher);
    socket.once('connect', () => socket.write(upgrade({ port })));
    socket.on(
      'data',
      readFrames((text) => {
        if (text.startsWith('42/seats,["changes"')) hear(watcher, port, text);
        else if (text === '2') socket.write(pong);
        else if (text.startsWith('0{')) socket.write(frame('40/seats,'));
        else if (text.startsWith('40/seats'))
          socket.write(frame(`42/seats,1["watch",{"scheduleId":"${scheduleId}"}]`));
        else if (text.startsWith('43/seats,1')) resolve(text.includes('"ok":true'));
        else if (text.startsWith('44/seats')) resolve(false);
      }),
    );
    socket.once('close', () => {
      watcher.isOpen = false;
      resolve(false);
    });
    socket.on('error', () => undefined);
  });
}

async function watchAll(order: WatchersOrder & { kind: 'watch' }): Promise<WatchersNews> {
  let next = 0;
  let failed = 0;
  const worker = async () => {
    while (next < order.count) {
      const port = order.ports[next++ % order.ports.length]!;
      if (!(await watch(port, order.scheduleId))) failed += 1;
    }
  };
  await Promise.all(Array.from({ length: connectingMax }, worker));
  cpuBefore = process.cpuUsage();
  return { kind: 'watching', failed };
}

function tell(): WatchersNews {
  const { user, system } = process.cpuUsage(cpuBefore);
  const dropped = watchers.filter(({ isOpen }) => !isOpen).length;
  const heard = [...batches.values()];
  return { kind: 'heard', batches: heard, gaps, dropped, cpuSeconds: (user + system) / 1e6 };
}

process.on('message', (order: WatchersOrder) => {
  const news = order.kind === 'watch' ? watchAll(order) : Promise.resolve(tell());
  void news.then((said) => process.send!(said));
});

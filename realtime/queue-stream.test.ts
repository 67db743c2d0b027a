import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { lineRedis } from '@/server/platform/redis';
import { aFan, aSchedule } from '@/server/testing';
import { tendLine } from '@/server/waiting-room';
import { restartRedis } from '@/server/waiting-room/epochs.testing.redis';
import { passTime, setCounter } from '@/server/waiting-room/testing.redis';
import type { LineView, PlaceView } from '@/server/waiting-room/waiting-room.schema';
import type { QueuePlace, QueueTick, QueueWatched } from './protocol';
import { aRealtime, next, type Realtime, send } from './testing';

let one: Realtime;
let two: Realtime;

beforeAll(async () => {
  [one, two] = await Promise.all([aRealtime(), aRealtime()]);
});
afterAll(() => Promise.all([one.stop(), two.stop()]));

/** The bytes that a process has written to its only socket. */
function bytesWritten({ io }: Realtime): number {
  const clients = Object.values(
    (io.engine as unknown as { clients: Record<string, unknown> }).clients,
  );
  expect(clients).toHaveLength(1);
  const client = clients[0] as {
    transport: { socket: { _socket: { bytesWritten: number } } };
  };
  return client.transport.socket._socket.bytesWritten;
}

test('a tick of a line of a million is at most 64 bytes on the wire, frame and all', async () => {
  const { id } = await aSchedule();
  const process = await aRealtime();
  const socket = process.connect('/queue', await aFan());
  await send(socket, 'watch', { scheduleId: id });
  for (const [name, value] of Object.entries({
    issued: 1_000_000,
    waiting: 512_345,
    cursor: 487_654,
    moved: 8_000,
    movedAt: Date.now(),
  }))
    await setCounter(id, name, value);
  const isFull = new Promise<QueueTick>((resolve) => {
    socket.on('tick', (tick: QueueTick) => tick[1] === 1_000_000 && resolve(tick));
  });
  expect((await isFull)[3]).toBeGreaterThan(9_999);
  const before = bytesWritten(process);
  await next(socket, 'tick');
  const bytes = bytesWritten(process) - before;
  await process.stop();
  expect(bytes).toBeGreaterThan(40);
  expect(bytes).toBeLessThanOrEqual(64);
});

test('a page that begins to watch again and again is one page', async () => {
  const [{ id: scheduleId }, fan] = [await aSchedule(), await aFan()];
  const process = await aRealtime();
  const page = process.connect('/queue', fan);
  await send(page, 'watch', { scheduleId });
  const [served] = process.io.of('/queue').sockets.values();
  const before = served!.listenerCount('disconnect');
  for (let times = 0; times < 3; times++) await send(page, 'watch', { scheduleId });
  expect(served!.listenerCount('disconnect')).toBe(before);
  await process.stop();
});

test('a page that looks at one line and at once at another hears the other alone', async () => {
  const [{ id: first }, { id: second }] = [await aSchedule(), await aSchedule()];
  const process = await aRealtime();
  const page = process.connect('/queue', await aFan());
  await Promise.all([first, second].map((scheduleId) => send(page, 'watch', { scheduleId })));
  const [served] = process.io.of('/queue').sockets.values();
  const lines = [...served!.rooms].filter((room) => room.startsWith('line:'));
  expect(lines.map((room) => room.split(':')[1])).toEqual([second]);
  await process.stop();
});

test('of one person’s pages the one opened last is live, on whichever process; coming back takes over nothing', async () => {
  const [{ id: scheduleId }, fan, other] = [await aSchedule(), await aFan(), await aFan()];
  const pages = [one, two, one].map((process) => process.connect('/queue', fan));
  const stranger = one.connect('/queue', other);
  const told: string[] = [];
  [...pages, stranger].forEach((page, index) =>
    page.on('elsewhere', () => told.push(index === 3 ? 'stranger' : `page ${index}`)),
  );
  const open = (index: number, takesOver: boolean) =>
    send<QueueWatched>(pages[index]!, 'watch', { scheduleId, takesOver });
  await send(stranger, 'watch', { scheduleId, takesOver: true });
  await open(0, true);
  await next(pages[0]!, 'tick'); // told by then
  await open(2, false);
  await next(pages[0]!, 'tick');
  expect(told).toEqual([]);

  const [first, third] = [next(pages[0]!, 'elsewhere'), next(pages[2]!, 'elsewhere')];
  await open(1, true);
  await Promise.all([first, third]);
  expect(told.toSorted()).toEqual(['page 0', 'page 2']);
});

test('of two pages that are opened at the same moment one stays live', async () => {
  const [{ id: scheduleId }, fan] = [await aSchedule(), await aFan()];
  const pages = [one.connect('/queue', fan), one.connect('/queue', fan)];
  const told: number[] = [];
  pages.forEach((page, index) => page.on('elsewhere', () => told.push(index)));
  for (const page of pages) {
    await send(page, 'watch', { scheduleId, takesOver: true });
    const now = Date.now();
    await expect.poll(() => Date.now(), { interval: 1 }).toBeGreaterThan(now);
  }
  await next(pages[1]!, 'tick');
  await next(pages[1]!, 'tick');
  expect(told).toEqual([0]);
});

test('the clock of a process that is off by five seconds leaves the page opened last live', async () => {
  const [{ id: scheduleId }, fan] = [await aSchedule(), await aFan()];
  const pages = [one.connect('/queue', fan), two.connect('/queue', fan)];
  const told: number[] = [];
  pages.forEach((page, index) => page.on('elsewhere', () => told.push(index)));
  const realNow = Date.now;
  vi.spyOn(Date, 'now').mockImplementation(() => realNow() + 5_000);
  await send(pages[0]!, 'watch', { scheduleId, takesOver: true });
  vi.restoreAllMocks();
  await next(pages[0]!, 'tick'); // told by then
  await send(pages[1]!, 'watch', { scheduleId, takesOver: true });
  await next(pages[1]!, 'tick');
  await next(pages[1]!, 'tick');
  expect(told).toEqual([0]);
});

async function workersAway(id: string) {
  await passTime(id, 70_000);
}
/** The operator's pause, longer than an invitation. */
async function pauseFor(id: string) {
  await setCounter(id, 'paused', 1);
  for (let passed = 0; passed < 70_000; passed += 4_000) {
    await tendLine(id);
    await passTime(id, 4_000);
  }
  await tendLine(id);
  await setCounter(id, 'paused', 0);
}
async function redisRestarts(id: string) {
  await passTime(id, 3_000);
  await restartRedis(id);
}

test.each([
  ['a minute in which no worker tended the line', workersAway],
  ['a pause', pauseFor],
  ['a restart of Redis', redisRestarts],
])('behind %s a page that stayed connected is told its new time, once', async (_, outage) => {
  const [{ id: scheduleId }, fan] = [await aSchedule(), await aFan()];
  await one.call('POST', `${scheduleId}/places`, fan);
  await tendLine(scheduleId);
  const socket = one.connect('/queue', fan);
  await send(socket, 'watch', { scheduleId });
  const told: PlaceView[] = [];
  socket.on('place', ({ place }: QueuePlace) => told.push(place));
  await outage(scheduleId);
  expect(told).toEqual([]);
  await expect
    .poll(
      async () => {
        await tendLine(scheduleId);
        return told.length;
      },
      { timeout: 5_000 },
    )
    .toBe(1);
  const { state, invitedUntil, line } = told[0]!;
  expect(state).toBe('invited');
  expect(Date.parse(invitedUntil!) - Date.parse(line.serverNow)).toBeGreaterThan(58_000);
  for (let ticks = 0; ticks < 3; ticks++) await tendLine(scheduleId);
  await next(socket, 'tick');
  expect(told).toHaveLength(1);
});

test('while its line cannot be read a page is told so, and hears the line again as soon as it can', async () => {
  const { id: scheduleId } = await aSchedule();
  const socket = one.connect('/queue', await aFan());
  await send(socket, 'watch', { scheduleId });
  await next(socket, 'tick');
  const fault = next(socket, 'fault');
  lineRedis().disconnect();
  await fault;
  const back = next(socket, 'tick');
  await lineRedis().connect();
  await back;
});

test('a slowed line tells its rate with the reason, and anew once it is far from that, though it moves all the time', async () => {
  const { id: scheduleId } = await aSchedule();
  const socket = one.connect('/queue', await aFan());
  await send(socket, 'watch', { scheduleId });
  await next(socket, 'tick');
  const rates: unknown[] = [];
  socket.on('line', ({ slowed }: LineView) => rates.push(slowed && [slowed.reason, slowed.rate]));
  const moveTo = async (rate: number) => {
    await setCounter(scheduleId, 'rateNow', rate);
    for (let ticks = 0; ticks < 2; ticks++) await next(socket, 'tick');
  };
  await setCounter(scheduleId, 'slowReason', 'payments_slow');
  await setCounter(scheduleId, 'slowedAt', Date.now());
  for (const rate of [840, 600, 500, 700, 800]) await moveTo(rate);
  await next(socket, 'tick');
  expect(rates).toEqual([
    ['payments_slow', 840],
    ['payments_slow', 500],
    ['payments_slow', 800],
  ]);
});

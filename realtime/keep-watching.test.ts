import { afterEach, beforeEach, expect, test } from 'vitest';
import { lineRedis } from '@/server/platform/redis';
import { aFan, aSchedule } from '@/server/testing';
import { keepWatching } from './keep-watching';
import type { QueueWatched } from './protocol';
import { aRealtime, next, type Realtime } from './testing';

let realtime: Realtime;
beforeEach(async () => {
  realtime = await aRealtime();
});
afterEach(() => realtime.stop());

test('a page that connects while its line is away watches it as soon as it is back, and again on the next connection', async () => {
  const [{ id: scheduleId }, fan] = [await aSchedule(), await aFan()];
  const socket = realtime.connect('/queue', fan, { reconnection: true, reconnectionDelay: 50 });
  const heard: string[] = [];
  const stream = keepWatching(
    socket,
    () => ({ scheduleId }),
    (watched) => heard.push((watched as QueueWatched).line.scheduleId),
  );
  lineRedis().disconnect();
  await next(socket, 'connect');
  await new Promise((resolve) => setTimeout(resolve, 500)); // it has been refused
  expect([stream.isWatching(), heard]).toEqual([false, []]);

  await lineRedis().connect();
  await expect.poll(() => heard, { timeout: 5_000 }).toEqual([scheduleId]);
  expect(stream.isWatching()).toBe(true);
  await next(socket, 'tick');

  realtime.io.of('/queue').disconnectSockets(true);
  await next(socket, 'disconnect');
  expect(stream.isWatching()).toBe(false);
  if (!socket.active) socket.connect();
  await expect.poll(() => heard, { timeout: 5_000 }).toEqual([scheduleId, scheduleId]);
  expect(stream.isWatching()).toBe(true);
});

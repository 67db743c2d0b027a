import type { Socket as Client } from 'socket.io-client';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Audience } from './audience';
import { aRealtime, type Realtime } from './testing';

const people = 100;
let realtime: Realtime;
let clients: Client[];
beforeAll(async () => {
  realtime = await aRealtime();
  clients = Array.from({ length: people }, () => realtime.connect('/queue'));
  await vi.waitFor(() => expect(realtime.io.of('/queue').sockets.size).toBe(people), 5_000);
});
afterAll(() => realtime.stop());

const anAudience = (name: string) => {
  const audience = new Audience(realtime.io.of('/queue'), name);
  for (const socket of realtime.io.of('/queue').sockets.values()) audience.enter(socket);
  return audience;
};

/** What each client hears of an event. */
function listenAll(name: string): unknown[][] {
  return clients.map((client) => {
    const heard: unknown[] = [];
    client.on(name, (message: unknown) => heard.push(message));
    return heard;
  });
}

test('everybody is told once, in the order of the calls, and other work has its turn in between', async () => {
  const audience = anAudience('all');
  const heard = listenAll('news');
  let turns = 0;
  let isOver = false;
  const work = () => void (isOver || setImmediate(() => ((turns += 1), work())));
  work();
  const writes: { turn: number; sockets: number }[] = [];
  const { adapter } = realtime.io.of('/queue');
  const broadcast = adapter.broadcast.bind(adapter);
  vi.spyOn(adapter, 'broadcast').mockImplementation((packet, options) => {
    const sockets = [...options.rooms].reduce(
      (sum, room) => sum + adapter.rooms.get(room)!.size,
      0,
    );
    writes.push({ turn: turns, sockets });
    broadcast(packet, options);
  });
  await Promise.all([audience.tell('news', 1), audience.tell('news', 2)]);
  isOver = true;
  vi.restoreAllMocks();

  await expect.poll(() => heard).toEqual(clients.map(() => [1, 2]));
  expect(Math.max(...writes.map(({ sockets }) => sockets))).toBeLessThanOrEqual(
    Math.ceil(people / 32),
  );
  expect(new Set(writes.map(({ turn }) => turn)).size).toBe(writes.length);
});

test.each([1, 4, 8])('in %i turns each is told once, by an equal share a turn', async (turns) => {
  const audience = anAudience(`turns ${turns}`);
  const heard = listenAll(`tick ${turns}`);
  const told = [];
  for (let turn = 0; turn < turns; turn++) {
    await audience.tellInTurn(turn, turns, `tick ${turns}`, turn);
    await expect
      .poll(() => heard.flat().length)
      .toBeGreaterThanOrEqual(Math.floor((people / turns) * (turn + 0.9)));
    told.push(heard.flat().filter((message) => message === turn).length);
  }
  expect(heard.every((messages) => messages.length === 1)).toBe(true);
  expect(Math.max(...told) - Math.min(...told)).toBeLessThanOrEqual(32 / turns);
});

test('who left hears no more, and who enters twice is one', async () => {
  const audience = anAudience('some');
  const [gone, stays] = realtime.io.of('/queue').sockets.values();
  audience.leave(gone!);
  audience.enter(stays!);
  expect(audience.size).toBe(people - 1);
  expect([audience.has(gone!), audience.has(stays!)]).toEqual([false, true]);
  const heard = listenAll('some');
  await audience.tell('some', 'news');
  await expect.poll(() => heard.flat()).toHaveLength(people - 1);
});

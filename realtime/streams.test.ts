import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { holdSeats, releaseHold } from '@/server/holds';
import { newId } from '@/server/platform/id';
import { createPresaleCodes, updateSchedule } from '@/server/schedules';
import { changeRole } from '@/server/users';
import {
  aFan,
  anAdmin,
  anOrganiser,
  aPass,
  aSchedule,
  onceAs,
  type Person,
} from '@/server/testing';
import { configureLine, joinLine, tendLine } from '@/server/waiting-room';
import type { LineView, PlaceView } from '@/server/waiting-room/waiting-room.schema';
import type {
  QueuePlace,
  QueueTick,
  QueueWatched,
  SeatChanges,
  SeatsWatched,
  SeatVersion,
  Stock,
} from './protocol';
import { aRealtime, next, type Realtime, send } from './testing';

let one: Realtime;
let two: Realtime;

beforeAll(async () => {
  [one, two] = await Promise.all([aRealtime(), aRealtime()]);
});
afterAll(() => Promise.all([one.stop(), two.stop()]));

const json = async <T>(response: Promise<Response>) => (await (await response).json()) as T;

test('a person who joined on one process is called on another, enters on the first, and is inside on both', async () => {
  const [{ id }, fan] = await Promise.all([aSchedule(), aFan()]);
  const joined = await json<PlaceView>(one.call('POST', `${id}/places`, fan));
  expect(joined).toMatchObject({ state: 'waiting', number: 1, ahead: 0 });

  const socket = two.connect('/queue', fan);
  const watched = await send<QueueWatched>(socket, 'watch', { scheduleId: id });
  expect(watched).toMatchObject({ ok: true, data: { place: { number: 1 }, line: { issued: 1 } } });

  const called = next<QueuePlace>(socket, 'place');
  await tendLine(id);
  expect(await called).toMatchObject({ kind: 'invited', place: { state: 'invited' } });

  const toldInside = next<QueuePlace>(socket, 'place');
  const entered = await json<PlaceView>(one.call('POST', `${id}/places/me/entry`, fan));
  expect(entered.state).toBe('inside');
  expect(await toldInside).toMatchObject({ kind: 'entered', place: { pass: entered.pass } });
  const seen = await json<PlaceView>(two.call('GET', `${id}/places/me`, fan));
  expect(seen.pass).toEqual(entered.pass);

  expect((await one.call('DELETE', `${id}/places/me`, fan)).status).toBe(204);
  const after = await send<PlaceView>(socket, 'place', {});
  expect(after).toMatchObject({ ok: true, data: { state: 'left', pass: null } });
});

test('everybody in a line hears the same tick, on whichever process', async () => {
  const { id } = await aSchedule({ capacity: 1 });
  const fans = await Promise.all([aFan(), aFan(), aFan()]);
  for (const fan of fans) await one.call('POST', `${id}/places`, fan);
  const sockets = [one.connect('/queue', fans[1]), two.connect('/queue', fans[2])];
  await Promise.all(sockets.map((socket) => send(socket, 'watch', { scheduleId: id })));
  await tendLine(id);
  for (const socket of sockets) {
    const heard: QueueTick[] = [];
    socket.on('tick', (tick: QueueTick) => heard.push(tick));
    await expect.poll(() => heard.at(-1)?.slice(0, 3), { timeout: 4_000 }).toEqual([1, 3, 2]);
    expect(JSON.stringify(heard[0]).length).toBeLessThanOrEqual(64);
  }
});

test('who is in the presale lane hears that lane’s ticks, on a page that was open before too', async () => {
  const organiser = await anOrganiser();
  const { id } = await aSchedule({ organiser, capacity: 1, presaleShare: 0.5 });
  await configureLine(id);
  const { codes } = await createPresaleCodes(organiser, id, { count: 1, usesMax: 9 });
  const [ann, bob, cas] = await Promise.all([aFan(), aFan(), aFan()]);
  for (const fan of [ann, bob]) await one.call('POST', `${id}/places`, fan);
  const sockets = [one.connect('/queue', ann), two.connect('/queue', bob)];
  await Promise.all(sockets.map((socket) => send(socket, 'watch', { scheduleId: id })));
  const told: QueuePlace[] = [];
  sockets[1]!.on('place', (message: QueuePlace) => told.push(message));
  for (const fan of [bob, cas]) await joinLine(fan, id, undefined, codes[0]);
  await expect
    .poll(() => told.find(({ kind }) => kind === 'joined')?.place)
    .toMatchObject({ lane: 'presale', number: 1 });
  const lastOf = (socket: Socket) => {
    const heard: QueueTick[] = [];
    socket.on('tick', (tick: QueueTick) => heard.push(tick));
    return () => heard.at(-1)?.slice(0, 2);
  };
  const [general, presale] = sockets.map(lastOf);
  await expect.poll(general!, { timeout: 4_000 }).toEqual([0, 4]);
  await expect.poll(presale!, { timeout: 4_000 }).toEqual([0, 2]);
});

test('a line that is paused says so to who watches it', async () => {
  const organiser = await anOrganiser();
  const { id } = await aSchedule({ organiser });
  const fan = await aFan();
  const socket = two.connect('/queue', fan);
  await send(socket, 'watch', { scheduleId: id });
  await next(socket, 'tick');
  const told = next<LineView>(socket, 'line');
  await pause(organiser, id);
  expect(await told).toMatchObject({ paused: true });
});

async function pause(organiser: Person, id: string) {
  await updateSchedule(organiser, id, { paused: true, reason: 'test' });
  await configureLine(id);
}

test('the stock by grade comes to who waits', async () => {
  const { id, seatCount } = await aSchedule();
  const socket = one.connect('/queue', await aFan());
  const stock = next<Stock>(socket, 'stock');
  await send(socket, 'watch', { scheduleId: id });
  expect((await stock).reduce((sum, { left }) => sum + left, 0)).toBe(seatCount);
});

test('a held seat changes on the maps of both processes, in one message with its versions', async () => {
  const [{ id: scheduleId }, fan] = await Promise.all([aSchedule(), aFan()]);
  const sockets = [one.connect('/seats'), two.connect('/seats', fan)];
  const starts = await Promise.all(
    sockets.map((socket) => send<SeatsWatched>(socket, 'watch', { scheduleId })),
  );
  const version = starts[0]!.ok ? starts[0]!.data.version : -1;
  expect(starts[1]).toEqual({ ok: true, data: { version } });

  const changes = sockets.map((socket) => next<SeatChanges>(socket, 'changes'));
  const passId = await aPass(fan, scheduleId);
  const input = { seatIds: [3, 4] };
  const hold = await holdSeats(fan, { scheduleId, passId, input, idempotency: onceAs(fan) });
  for (const heard of await Promise.all(changes))
    expect(heard).toEqual({
      scheduleId,
      fromVersion: version,
      toVersion: version + 1,
      changes: [3, 1, 4, 1],
    });

  const released = sockets.map((socket) => next<SeatChanges>(socket, 'changes'));
  await releaseHold(fan, hold.id);
  for (const heard of await Promise.all(released))
    expect(heard).toMatchObject({ fromVersion: version + 1, toVersion: version + 2 });
});

test('the newest version of a map is told now and then, so that a lost last change is noticed', async () => {
  const [{ id: scheduleId }, fan] = await Promise.all([aSchedule(), aFan()]);
  const socket = one.connect('/seats');
  const start = await send<SeatsWatched>(socket, 'watch', { scheduleId });
  const passId = await aPass(fan, scheduleId);
  await holdSeats(fan, { scheduleId, passId, input: { seatIds: [1] }, idempotency: onceAs(fan) });
  const heard: SeatVersion[] = [];
  socket.on('version', (message: SeatVersion) => heard.push(message));
  const version = start.ok ? start.data.version + 1 : -1;
  await expect.poll(() => heard.at(-1), { timeout: 6_000 }).toEqual({ scheduleId, version });
});

test('a sale is streamed to its staff, and to nobody else', async () => {
  const organiser = await anOrganiser();
  const { id: scheduleId } = await aSchedule({ organiser });
  const watch = async (person: Person) =>
    send(one.connect('/ops', person), 'watch', { scheduleId });
  expect(await watch(await aFan())).toMatchObject({ ok: false, code: 'staff_only' });
  expect(await watch(await anOrganiser())).toMatchObject({ ok: false, code: 'not_found' });

  const socket = two.connect('/ops', organiser);
  expect(await send(socket, 'watch', { scheduleId })).toMatchObject({
    ok: true,
    data: { scheduleId, line: { waiting: 0 } },
  });
  await one.call('POST', `${scheduleId}/places`, await aFan());
  const heard: { line: { waiting: number } }[] = [];
  socket.on('sale', (sale: (typeof heard)[number]) => heard.push(sale));
  await expect.poll(() => heard.at(-1)?.line.waiting, { timeout: 5_000 }).toBe(1);
});

test('whoever is staff no more loses the stream of a sale', async () => {
  const organiser = await anOrganiser();
  const { id: scheduleId } = await aSchedule({ organiser });
  const socket = one.connect('/ops', organiser);
  await send(socket, 'watch', { scheduleId });
  const closed = next(socket, 'disconnect');
  await changeRole(await anAdmin(), organiser.id, 'FAN');
  expect(await closed).toBe('io server disconnect');
});

test('one account has twenty sockets on a process, and one more when one closes', async () => {
  const fan = await aFan();
  const sockets = Array.from({ length: 20 }, () => two.connect('/queue', fan));
  await Promise.all(sockets.map((socket) => next(socket, 'connect')));
  const refused = next<Error>(two.connect('/queue', fan), 'connect_error');
  expect((await refused).message).toBe('too_many_requests');
  await next(two.connect('/queue', await aFan()), 'connect');
  sockets[0]!.disconnect();
  const retry = () =>
    new Promise((resolve) => {
      const socket = two.connect('/queue', fan);
      socket.once('connect', () => resolve('open'));
      socket.once('connect_error', () => resolve('refused'));
    });
  await expect.poll(retry, { timeout: 5_000 }).toBe('open');
});

test('a socket that talks nonsense is told, and closed the third time', async () => {
  const socket = one.connect('/queue');
  const problems: string[] = [];
  socket.on('problem', ({ code }: { code: string }) => problems.push(code));
  const closed = next(socket, 'disconnect');
  socket.emit('watch', { scheduleId: 'x' }, () => undefined);
  socket.emit('watch', { scheduleId: newId() });
  await expect.poll(() => problems).toEqual(['invalid_input', 'invalid_input']);
  expect(socket.connected).toBe(true);
  socket.emit('nonsense', 1);
  await closed;
});

test('a socket that asks without end is refused, then closed', async () => {
  const socket = one.connect('/queue', await aFan());
  const { id: scheduleId } = await aSchedule();
  const closed = next(socket, 'disconnect');
  const codes = await Promise.all(
    Array.from({ length: 30 }, () =>
      send(socket, 'watch', { scheduleId }).then(
        (answer) => (answer.ok ? 'ok' : answer.code),
        () => 'closed',
      ),
    ),
  );
  await closed;
  expect(codes.filter((code) => code === 'ok').length).toBeLessThanOrEqual(21);
  expect(codes).toContain('too_many_requests');
});

test("another site's page may open no socket", async () => {
  const refused = next<Error>(
    one.connect('/queue', undefined, { extraHeaders: { origin: 'https://elsewhere.test' } }),
    'connect_error',
  );
  expect((await refused).message).toMatch(/websocket/);
  const ours = one.connect('/queue', undefined, {
    extraHeaders: { origin: 'http://localhost:3000' },
  });
  await next(ours, 'connect');
});

test('an unknown schedule is refused', async () => {
  const answer = await send(one.connect('/queue'), 'watch', { scheduleId: newId() });
  expect(answer).toMatchObject({ ok: false, code: 'not_found' });
});

test('an orderly stop answers what has begun, lets its sockets go, and takes nothing new', async () => {
  const [{ id }, fan, three] = [await aSchedule(), await aFan(), await aRealtime()];
  const socket = three.connect('/queue', fan);
  await send(socket, 'watch', { scheduleId: id });
  const closed = next(socket, 'disconnect');
  const arrived = new Promise((resolve) => three.server.once('request', resolve));
  const begun = json<PlaceView>(three.call('POST', `${id}/places`, fan));
  await arrived;
  await three.stop();
  await closed;
  expect((await begun).number).toBe(1);
  await expect(three.call('GET', id)).rejects.toThrow();
  expect(await json<PlaceView>(one.call('GET', `${id}/places/me`, fan))).toMatchObject({
    number: 1,
  });
});

test('who is called while they begin to watch hears it, in the answer or after it', async () => {
  const lines = await Promise.all(
    Array.from({ length: 12 }, async () => {
      const [{ id }, fan] = await Promise.all([aSchedule(), aFan()]);
      await one.call('POST', `${id}/places`, fan);
      return { id, fan };
    }),
  );
  await Promise.all(
    lines.map(async ({ id, fan }) => {
      const socket = two.connect('/queue', fan);
      const states: string[] = [];
      socket.on('place', ({ place }: QueuePlace) => states.push(place.state));
      const answer = send<QueueWatched>(socket, 'watch', { scheduleId: id });
      await tendLine(id);
      const watched = await answer;
      if (watched.ok) states.push(watched.data.place!.state);
      await expect.poll(() => states, { timeout: 4_000 }).toContain('invited');
    }),
  );
});

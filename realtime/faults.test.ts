import { setTimeout } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '@/server/platform/id';
import type { Account } from '@/server/platform/actor';
import { Refusal, type RefusalCode } from '@/server/platform/refusal';
import { bearerOf, type Person } from '@/server/testing';
import { CrashingRedis, LateDisk } from '@/server/testing/faults/crashing-redis';
import { bundlePrograms, Program, removePrograms } from '@/server/testing/faults/program';
import { TcpSwitch } from '@/server/testing/faults/tcp-switch';
import {
  expectOrderThroughKills,
  type Moment,
  readMemory,
  type Rush,
} from '@/server/waiting-room/faults/testing';
import { type Calls, Visitor } from '@/server/waiting-room/faults/visitor';
import { aLine, invitedTickets } from '@/server/waiting-room/testing.redis';
import { readClock } from '@/server/waiting-room/waiting-room.redis';
import type { LineView, PlaceView } from '@/server/waiting-room/waiting-room.schema';
import { reconnection } from './page/reconnection';
import type { Answer, QueueWatched } from './protocol';

/** Real processes: two workers and two of realtime behind one address, one of each with a clock that is 5 s off. */
let redis: CrashingRedis;
let workers: [Program, Program];
let realtimes: [Program, Program];
let site: TcpSwitch;

beforeAll(async () => {
  [redis] = await Promise.all([CrashingRedis.start('--appendfsync', 'no'), bundlePrograms()]);
  process.env['REDIS_URL'] = redis.url;
  const [upright, fast, slow, behind] = await Promise.all([
    Program.start('worker'),
    Program.start('realtime', 5_000),
    Program.start('realtime'),
    Program.start('worker', -5_000),
  ]);
  workers = [upright, behind];
  realtimes = [fast, slow];
  site = await TcpSwitch.to(fast.port, slow.port);
}, 120_000);

afterAll(async () => {
  await Promise.all([...workers, ...realtimes].map((program) => program.kill()));
  await site.stop();
  await redis.stop();
  removePrograms();
});

/** Waits for a condition; what throws is not yet true. */
async function within(ms: number, check: () => Promise<boolean> | boolean): Promise<number> {
  const from = Date.now();
  for (;;) {
    if (await Promise.resolve(check()).catch(() => false)) return Date.now() - from;
    if (Date.now() - from > ms) throw new Error(`not within ${ms} ms: ${String(check)}`);
    await setTimeout(25);
  }
}

function aFan(): Person {
  const id = newId();
  return { kind: 'account', id, role: 'FAN', emailVerified: true, email: `${id}@x.test`, name: id };
}

/** A call of the waiting room, through the one address. */
async function call(person: Person, method: string, path: string, headers = {}) {
  const response = await fetch(`http://127.0.0.1:${site.port}/api/queue/${path}`, {
    method,
    headers: { ...bearerOf(person), ...headers },
  });
  const retryAfter = Number(response.headers.get('retry-after'));
  const text = await response.text(); // none where there is nothing to say
  return { status: response.status, retryAfter, body: text ? (JSON.parse(text) as unknown) : null };
}

async function join(person: Person, line: string): Promise<PlaceView> {
  const { status, body } = await call(person, 'POST', `${line}/places`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body as PlaceView;
}

const invited = async (line: string) => (await invitedTickets(line)).length;

/** A page's stream: what it was answered to each of its watches, and when. */
class Page {
  readonly watched: { atMs: number; place: PlaceView | null; line: LineView }[] = [];
  readonly heard = { tick: 0, fault: 0, forgotten: 0 };
  readonly socket: Socket;

  constructor(
    readonly person: Person,
    readonly scheduleId: string,
  ) {
    const token = bearerOf(person).authorization.slice(7);
    const url = `http://127.0.0.1:${site.port}/queue`;
    const options = { transports: ['websocket'], forceNew: true, auth: { token } };
    this.socket = io(url, { ...options, ...reconnection });
    this.socket.on('connect', () => {
      this.socket.emit('watch', { scheduleId }, (answer: Answer<QueueWatched>) => {
        if (answer.ok) this.watched.push({ atMs: Date.now(), ...answer.data });
      });
    });
    for (const name of ['tick', 'fault', 'forgotten'] as const)
      this.socket.on(name, () => void this.heard[name]++);
  }
}

const allWatch = (pages: Page[], times: number) =>
  pages.every(({ watched, socket }) => socket.connected && watched.length >= times);

test('the leading worker is killed: another one, its clock off, leads within 5 s, and calls the next in order', async () => {
  const [leader, heir] = workers;
  heir.pause();
  const line = await aLine({ capacity: 3 });
  const crowd = [aFan(), aFan(), aFan(), aFan()];
  for (const person of crowd.slice(0, 2)) await join(person, line);
  await within(10_000, async () => (await invited(line)) === 2);
  heir.resume();
  await leader.kill();
  for (const person of crowd.slice(2)) await join(person, line);
  const tookMs = await within(5_000, async () => (await invited(line)) === 3);
  expect(tookMs).toBeLessThan(5_000);
  expect(await invitedTickets(line)).toEqual(['1', '2', '3']);
});

test('a clock that is 5 s off opens nothing early and moves no number, invitation or pass', async () => {
  // The worker that is left is 5 s behind, and every other call meets a realtime that is 5 s ahead.
  const opensAt = (await readClock()) + 3_000;
  const line = await aLine({ opensAt, lobbyOpensAt: opensAt - 60_000, passMs: 60_000 });
  const [ann, bob] = [aFan(), aFan()];
  const places = [await join(ann, line), await join(bob, line)];
  expect(places.map(({ line: { serverNow } }) => Date.parse(serverNow) < opensAt)).toEqual([
    true,
    true,
  ]);
  await within(20_000, async () => (await invited(line)) === 2);
  expect(await readClock()).toBeGreaterThanOrEqual(opensAt);
  for (const person of [ann, bob]) {
    const { body } = await call(person, 'POST', `${line}/places/me/entry`);
    const { pass, line: seen } = body as PlaceView;
    const leftMs = Date.parse(pass!.expiresAt) - Date.parse(seen.serverNow);
    expect(leftMs).toBeGreaterThan(50_000);
    expect(leftMs).toBeLessThanOrEqual(60_000);
  }
});

test('Redis is away: joins get 503 and when to come back, pages hear that the line stands still, nobody gets in; then all goes on', async () => {
  const line = await aLine({ capacity: 2 });
  const crowd = [aFan(), aFan(), aFan(), aFan()];
  const before = [];
  for (const person of crowd.slice(0, 3)) before.push(await join(person, line));
  await within(10_000, async () => (await invited(line)) === 2);
  const mark = redis.mark();
  before.push(await join(crowd[3]!, line));
  const pages = crowd.map((person) => new Page(person, line));
  await within(10_000, () => allWatch(pages, 1) && pages.every(({ heard }) => heard.tick > 0));

  await redis.crash(mark);
  const newcomer = aFan();
  for (const [person, method, path] of [
    [newcomer, 'POST', '/places'],
    [crowd[0]!, 'GET', '/places/me'],
    [crowd[0]!, 'POST', '/places/me/entry'],
    [newcomer, 'GET', ''],
  ] as const) {
    const { status, retryAfter, body } = await call(person, method, `${line}${path}`);
    expect(status).toBe(503);
    expect(retryAfter).toBeGreaterThanOrEqual(2);
    expect(body).toMatchObject({ code: 'line_away' });
  }
  await within(15_000, () => pages.every(({ heard }) => heard.fault > 0));
  expect(pages.every(({ socket }) => socket.connected)).toBe(true);

  await redis.restart();
  const ticks = pages.map(({ heard }) => heard.tick);
  await within(15_000, () => pages.every(({ heard }, i) => heard.tick > ticks[i]!));
  // Only who was forgotten is asked for the token.
  await within(10_000, () => pages[3]!.heard.forgotten > 0);
  expect(pages.slice(0, 3).map(({ heard }) => heard.forgotten)).toEqual([0, 0, 0]);
  const token = before[3]!.joinToken;
  const back = await call(crowd[3]!, 'GET', `${line}/places/me`, { 'openrun-place': token });
  expect(back.body).toMatchObject({ number: 4 });
  for (const [index, person] of crowd.entries()) {
    const { body } = await call(person, 'GET', `${line}/places/me`);
    expect(body).toMatchObject({ number: before[index]!.number, line: { epoch: 2 } });
  }
  expect((await join(newcomer, line)).number).toBeGreaterThan(500);
  await within(10_000, async () => {
    const { status, retryAfter } = await call(crowd[0]!, 'POST', `${line}/places/me/entry`);
    if (status !== 200) await setTimeout(retryAfter * 1_000); // who does not wait as told waits longer
    return status === 200;
  });
  for (const { socket } of pages) socket.disconnect();
});

test('a realtime process is killed, then all of them: sockets come back by themselves within 10 s, spread out, to their places', async () => {
  const line = await aLine({ capacity: 1 });
  const crowd = Array.from({ length: 40 }, aFan);
  const numbers: (number | null)[] = [];
  for (const person of crowd) numbers.push((await join(person, line)).number);
  const pages = crowd.map((person) => new Page(person, line));
  await within(20_000, () => allWatch(pages, 1));

  const cutOff = () => pages.filter(({ socket }) => !socket.connected);
  await realtimes[0].kill();
  await within(5_000, () => cutOff().length > 0);
  const moved = cutOff();
  await within(10_000, () => allWatch(pages, 1) && allWatch(moved, 2));

  await realtimes[1].kill();
  await within(5_000, () => cutOff().length === pages.length);
  const counts = pages.map(({ watched }) => watched.length);
  await Promise.all(realtimes.map((program) => program.start()));
  const startedAt = Date.now();
  await within(10_000, () =>
    pages.every(({ socket, watched }, i) => socket.connected && watched.length > counts[i]!),
  );
  const backAfter = pages.map(({ watched }) => watched.at(-1)!.atMs - startedAt);
  // Not all at once: no quarter of a second has more than half of them.
  const busiest = Math.max(
    ...backAfter.map((at) => backAfter.filter((other) => other >= at && other < at + 250).length),
  );
  expect(busiest).toBeLessThanOrEqual(20);
  expect(pages.map(({ watched }) => watched.at(-1)!.place?.number)).toEqual(numbers);
  for (const { socket } of pages) socket.disconnect();
});

/** A call of somebody whose page has the join token. A process that is away is asked again, and so is a line that is. */
async function ask<T>(person: Account, method: string, path: string, token?: string): Promise<T> {
  const headers = token ? { 'openrun-place': token } : undefined;
  const { status, body } = await call(person as Person, method, path, headers);
  if (status < 300) return body as T;
  const { code } = body as { code: RefusalCode };
  throw status === 503 || status === 429 ? new Error(code) : new Refusal(code);
}

const overHttp: Calls = {
  join: (person, line, token) => ask(person, 'POST', `${line}/places`, token),
  find: (person, line, token) => ask(person, 'GET', `${line}/places/me`, token),
  enter: (person, line, token) => ask(person, 'POST', `${line}/places/me/entry`, token),
  leave: (person, line) => ask(person, 'DELETE', `${line}/places/me`),
};

/** By signal 9 in one instant, the last 1.5 s of Redis forgotten, as `late-disk.test.ts` has it; then all start again. */
async function killAll(disk: LateDisk, rush: Rush): Promise<string[]> {
  const programs = [...realtimes, workers[1]]; // the other worker was killed before
  await Promise.all([redis.crash(disk.synced()), ...programs.map((program) => program.kill())]);
  await redis.restart();
  const { lostPasses } = await readMemory(redis.url, rush);
  await Promise.all(programs.map((program) => program.start()));
  return lostPasses;
}

/** One of the two, and the other the next time. */
async function killOneRealtime(moment: Moment): Promise<void> {
  const victim = realtimes[moment === 'joining' ? 0 : 1];
  await victim.kill();
  await victim.start();
}

test('a realtime process killed as people join and the other as their list is out, all of them, the worker and Redis at once as they are drawn and as they go in: same places, and everybody gets in by the number that was drawn', async () => {
  const disk = new LateDisk(redis, 1_500);
  const pages: Page[] = [];
  const { crowd } = await expectOrderThroughKills({
    crowd(line) {
      pages.push(...Array.from({ length: 45 }, () => new Page(aFan(), line)));
      return pages.map(({ person }) => new Visitor(line, person, overHttp));
    },
    async kill(moment, rush) {
      if (moment === 'drawn' || moment === 'entering') return killAll(disk, rush);
      await killOneRealtime(moment);
      return [];
    },
    isUntended: false,
    lookEveryMs: 250,
  }).finally(() => disk.stop());
  // The streams came back by themselves, and say the same.
  const told = () =>
    pages.map(({ watched }) => watched.findLast(({ place }) => place?.number)?.place?.number);
  await within(15_000, () => told().every(Boolean));
  expect(told()).toEqual(crowd.map(({ place }) => place!.number));
  for (const { socket } of pages) socket.disconnect();
}, 180_000);

/**
 * A map of 50,000 seats: how many snapshots a second the built web program gives while a thousand seats a second
 * change, and how soon each of those changes reaches each of 2,000 watchers, over Socket.IO from two realtime
 * processes. The ceilings are a bare node:http server that sends the same bytes, and a bare Socket.IO server that
 * tells as many watchers of as many changes. `--quick` takes a few seconds.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { seatsRedis } from '@/server/platform/redis';
import { findVersion, prepareSeats, seatKeys } from '@/server/seats';
import { aLayout, aSchedule } from '@/server/testing';
import { stadiumLayout } from '@/server/venues';
import { countSeats } from '@/server/venues/layout.schema';
import { buildSite } from '../lib/build';
import { inRoot } from '../lib/paths';
import { main, say, step } from '../lib/say';
import { bundleVariant } from './caching/variants';
import type { Changed, ChangerOrder } from './map/changer';
import { bareSpreadOf, spreadOf, within } from './map/latency';
import type { WatchersNews, WatchersOrder } from './map/watchers';
import { atLeast, atMost, beside, type Goal, quantile, report, round } from './room/goals';
import { type Load, Sender } from './room/sender';
import { mintTokens, type Program, type Room, withRoom } from './room/world';

const quick = process.argv.includes('--quick');
const seconds = quick ? 5 : 20;
const changesPerSecond = 1_000;
const watchers = 2_000;
/** Who make the changes, each with a seat of their own. */
const people = 2_000;
const connections = 64;
/** Watchers are signed in, and one account may ask 100 times a second. */
const accounts = 500;
const batchMs = 100;

/** A map that is half sold, seat by seat, which no compressor likes; the changers' seats are free. */
async function makeMap(): Promise<string> {
  const layout = await aLayout(stadiumLayout());
  const { id } = await aSchedule({ layout });
  await prepareSeats(id);
  const sold = () => (Math.random() < 0.5 ? '3' : '0');
  const status = Array.from({ length: countSeats(layout.document) }, (_, seat) =>
    seat < people ? '0' : sold(),
  );
  await seatsRedis().set(seatKeys(id).status, status.join(''));
  return id;
}

const ask = <T>(child: ChildProcess, order: WatchersOrder | ChangerOrder): Promise<T> =>
  new Promise((resolve, reject) => {
    child.once('message', (news) => resolve(news as T));
    child.once('exit', () => reject(new Error('a program of the benchmark is gone')));
    child.send(order);
  });

/** One of the benchmark's own programs, for as long as the work takes. */
async function withProgram<T>(entry: string, work: (child: ChildProcess) => Promise<T>) {
  const bundle = inRoot('.data', `bench-${process.pid}-${path.basename(entry, '.ts')}.mjs`);
  await bundleVariant(entry, bundle, []);
  const child = fork(bundle, { cwd: inRoot() });
  try {
    return await work(child);
  } finally {
    child.removeAllListeners('exit').kill('SIGKILL');
    rmSync(bundle);
  }
}

const change = (scheduleId: string, forSeconds: number) =>
  withProgram('scripts/bench/map/changer.ts', (child) =>
    ask<Changed>(child, { scheduleId, people, perSecond: changesPerSecond, seconds: forSeconds }),
  );

type Heard = WatchersNews & { kind: 'heard' };

/** What watchers of these programs hear while the work goes on, and a moment longer. */
async function listen<T>(programs: Program[], scheduleId: string, work: () => Promise<T>) {
  return withProgram('scripts/bench/map/watchers.ts', async (child) => {
    const ports = programs.map(({ port }) => port);
    const start = await ask<WatchersNews>(child, {
      ...{ kind: 'watch', ports, count: watchers, scheduleId },
    });
    if (start.kind === 'watching' && start.failed > 0)
      throw new Error(`${start.failed} watchers are not let in`);
    const done = await work();
    await wait(2_000); // what is on its way arrives, or counts as lost
    return { done, heard: await ask<Heard>(child, { kind: 'tell' }) };
  });
}

const requestsOf = (scheduleId: string): (() => string) => {
  const requests = mintTokens(accounts).map(
    ({ token }) =>
      `GET /api/schedules/${scheduleId}/seats HTTP/1.1\r\nhost: x\r\naccept-encoding: br\r\nauthorization: Bearer ${token}\r\n\r\n`,
  );
  let next = 0;
  return () => requests[next++ % requests.length]!;
};

async function load(programs: Program[], request: () => string, forSeconds: number): Promise<Load> {
  const sender = new Sender(programs.map(({ port }) => port));
  await sender.connect(connections);
  const endsAt = performance.now() + forSeconds * 1_000;
  const result = await sender.saturate(() => (performance.now() < endsAt ? request() : null));
  sender.close();
  return result;
}

const perSecond = ({ counts, seconds: took }: Load) => (counts.get(200) ?? 0) / took;

function describe(name: string, each: Load, cpu: NodeJS.CpuUsage): void {
  const times = [...each.latencies];
  const [p50, p99] = [quantile(times, 0.5), quantile(times, 0.99)].map((ms) => round(ms, 1));
  const others = [...each.counts].filter(([status]) => status !== 200);
  const core = round(((cpu.user + cpu.system) / 1e6 / each.seconds) * 100);
  say(`${name}: ${round(perSecond(each))}/s, p50 ${p50} ms, p99 ${p99} ms ${others.join(' ')}`);
  say(`  asking took ${core} % of a core`);
}

async function measured(name: string, work: () => Promise<Load>): Promise<Load> {
  const cpu = process.cpuUsage();
  const result = await work();
  describe(name, result, process.cpuUsage(cpu));
  return result;
}

/** The size of a snapshot as it goes over the wire. */
async function fetchBytes(url: string): Promise<Buffer> {
  const answer = await new Promise<http.IncomingMessage>((resolve, reject) =>
    http.get(url, { headers: { 'accept-encoding': 'br' } }, resolve).once('error', reject),
  );
  if (answer.headers['content-encoding'] !== 'br') throw new Error('it is not compressed');
  return Buffer.concat(await answer.toArray());
}

async function measureSnapshots(room: Room, scheduleId: string): Promise<Goal[]> {
  const { next } = await buildSite();
  const web = await room.start('server/web.ts', 1, { NEXT_DIST_DIR: next });
  const body = await fetchBytes(`${web[0]!.url}/api/schedules/${scheduleId}/seats`);
  writeFileSync(`${room.folder}/body`, body);
  const bare = await room.start('scripts/bench/map/bare.ts', 1, {
    BENCH_BODY: `${room.folder}/body`,
  });
  const request = requestsOf(scheduleId);
  await load(web, request, seconds / 4);
  const ceiling = await measured('bare snapshots', () => load(bare, request, seconds / 2));
  const quiet = await measured('snapshots of a quiet map', () => load(web, request, seconds / 2));
  const [, busy] = await Promise.all([
    change(scheduleId, seconds + 3),
    wait(2_000).then(() => measured('snapshots of a busy map', () => load(web, request, seconds))),
  ]);
  const others = [quiet, busy].flatMap(({ counts }) => [...counts]);
  const failed = others.reduce((sum, [status, count]) => sum + (status === 200 ? 0 : count), 0);
  await Promise.all([...web, ...bare].map((program) => program.stop()));
  return [
    beside(atLeast('snapshots', perSecond(quiet), 2_000, 'snapshots/s'), perSecond(ceiling)),
    beside(
      atLeast(
        `snapshots while ${changesPerSecond} seats/s change`,
        ...([perSecond(busy), 2_000, 'snapshots/s'] as const),
      ),
      perSecond(ceiling),
    ),
    atMost('snapshots that failed', failed, 0, 'snapshots'),
    atMost('size of a half-sold map of 50,000', body.length, 20_000, 'bytes'),
  ];
}

async function measureBareStream(room: Room, scheduleId: string): Promise<number> {
  const bare = await room.start('scripts/bench/map/bare-stream.ts', 2, {
    BENCH_CHANGES_PER_BATCH: String((changesPerSecond * batchMs) / 1_000),
  });
  const { heard } = await listen(bare, scheduleId, () => wait((seconds / 2) * 1_000));
  await Promise.all(bare.map((program) => program.stop()));
  const spread = bareSpreadOf(heard.batches, batchMs);
  say(`bare stream: p50 ${within(spread, 0.5)} ms, p99 ${within(spread, 0.99)} ms`);
  return within(spread, 0.99);
}

async function measureStream(room: Room, scheduleId: string): Promise<Goal[]> {
  const ceiling = await measureBareStream(room, scheduleId);
  const before = await findVersion(scheduleId);
  const realtime = await room.start('realtime/main.ts', 2);
  const { done, heard } = await listen(realtime, scheduleId, () => change(scheduleId, seconds));
  const made = done.asked.reduce((sum, [, times]) => sum + times.length, 0);
  const spread = spreadOf(heard.batches, done);
  const [p50, p99] = [0.5, 0.99].map((share) => within(spread, share));
  const core = round((heard.cpuSeconds / (done.seconds + 2)) * 100);
  say(`stream: p50 ${p50} ms, p99 ${p99} ms, worst ${within(spread, 1)} ms`);
  say(`  ${spread.total.toLocaleString('en')} arrivals; watching took ${core} % of a core`);
  const published = (await findVersion(scheduleId)) - before;
  return [
    beside(atMost('p99 from asking to a watcher', p99!, 500, 'ms'), ceiling),
    atLeast('changes', made / done.seconds, changesPerSecond * 0.98, 'changes/s'),
    atMost('changes that did not arrive', made * watchers - spread.total, 0, 'arrivals'),
    atMost('versions too many or missing', Math.abs(published - made), 0, 'versions'),
    atMost('gaps', heard.gaps, 0, 'gaps'),
    atMost('watchers dropped', heard.dropped, 0, 'watchers'),
  ];
}

async function measure(room: Room): Promise<Goal[]> {
  const scheduleId = await step('A stadium, half sold', makeMap);
  const snapshots = await measureSnapshots(room, scheduleId);
  const otherMap = await makeMap();
  return [...snapshots, ...(await measureStream(room, otherMap))];
}

await main(async () => report('map', await withRoom(measure)));

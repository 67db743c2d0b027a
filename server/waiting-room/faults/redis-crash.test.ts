import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Redis } from 'ioredis';
import { CrashingRedis } from '@/server/testing/faults/crashing-redis';
import { TcpSwitch } from '@/server/testing/faults/tcp-switch';
import { tendLine } from '../admission';
import { findPlaceProof } from '../draw/own-proof';
import { verifyPlace } from '../draw/verifier/verify';
import { findDraw } from '../draw/view-draw';
import { findLine, findLineNumbers } from '../lines';
import { age, aLine, enteredBefore, setCounter } from '../testing.redis';
import { readClock } from '../waiting-room.redis';
import { eventually, type Visitor, visitors } from './visitor';

/** Writes reach the file before their answer leaves, so that a mark is exact; how late the disk is, `crash` says. */
const prompt = ['--appendfsync', 'no'];

let redis: CrashingRedis;
let way: TcpSwitch;

beforeAll(async () => {
  redis = await CrashingRedis.start(...prompt);
  way = await TcpSwitch.to(redis.port);
  // Before anything connects: the process reads it at its first command.
  process.env['REDIS_URL'] = `redis://127.0.0.1:${way.port}`;
});

afterAll(async () => {
  await way.stop();
  await redis.stop();
});

const numbersOf = (crowd: Visitor[]) => crowd.map(({ place }) => place?.number);
const tick = (line: string) => tendLine(line).catch(() => false);

async function joinInOrder(crowd: Visitor[]) {
  for (const visitor of crowd) await visitor.join();
}

/** Everybody looks, as a page does that hears of a new epoch; the numbers are those of before. */
async function expectSamePlaces(crowd: Visitor[]) {
  const before = numbersOf(crowd);
  await Promise.all(crowd.map((visitor) => visitor.look()));
  expect(numbersOf(crowd)).toEqual(before);
}

test('killed while hundreds join: who was answered keeps the number, all numbers differ, later ones stand behind', async () => {
  const line = await aLine();
  const first = visitors(line, 150);
  await Promise.all(first.map((visitor) => visitor.join()));
  const during = visitors(line, 300);
  let answered = 0;
  const joining = during.map(async (visitor, index) => {
    await setTimeout(index); // a few each millisecond, on both sides of the crash
    await visitor.join();
    answered++;
  });
  await eventually(async () => answered >= 60);
  await redis.crash();
  await redis.restart();
  await Promise.all(joining);
  await expectSamePlaces([...first, ...during]);
  const late = visitors(line, 20);
  await Promise.all(late.map((visitor) => visitor.join()));
  const all = [...first, ...during, ...late];
  expect(new Set(numbersOf(all)).size).toBe(470);
  const lastBefore = Math.max(...(numbersOf([...first, ...during]) as number[]));
  expect(Math.min(...(numbersOf(late) as number[]))).toBeGreaterThan(lastBefore);
  expect(await findLine(line)).toMatchObject({ epoch: 2, waiting: 470 });
});

test.each([
  ['at the end of a write', 0],
  ['in the middle of one', 7],
])(
  'acknowledged joins that the disk never saw come back by their tokens, cut %s',
  async (_, more) => {
    const line = await aLine();
    const kept = visitors(line, 30);
    await joinInOrder(kept);
    const mark = redis.mark();
    const lost = visitors(line, 40);
    await joinInOrder(lost);
    await redis.crash({ ...mark, bytes: mark.bytes + more });
    await redis.restart();
    const fresh = visitors(line, 20);
    // They come at once, the forgotten and the new, in any order.
    await Promise.all([...fresh.map((v) => v.join()), ...lost.toReversed().map((v) => v.look())]);
    expect(numbersOf(lost)).toEqual(lost.map((_visitor, index) => 31 + index));
    await expectSamePlaces([...kept, ...lost, ...fresh]);
    expect(Math.min(...(numbersOf(fresh) as number[]))).toBeGreaterThan(70);
    expect(await findLine(line)).toMatchObject({ waiting: 90 });
  },
);

/** Ticks, and everybody who is called goes in at once, in the order of the numbers. */
async function admitOnce(line: string, crowd: Visitor[], entered: Visitor[]) {
  await tick(line);
  for (const visitor of crowd) {
    if (entered.includes(visitor)) continue;
    if ((await visitor.look()).state === 'invited' && (await visitor.enter()))
      entered.push(visitor);
  }
}

test('killed during admission, with the last entries lost: the same order goes on, nobody is skipped, and capacity holds', async () => {
  const capacity = 12;
  const line = await aLine({ capacity });
  const crowd = visitors(line, 40);
  await joinInOrder(crowd);
  const entered: Visitor[] = [];
  while (entered.length < 5) await admitOnce(line, crowd, entered);
  const mark = redis.mark();
  const seen = new Set(entered);
  while (entered.length < 9) await admitOnce(line, crowd, entered);
  await redis.crash(mark);
  await redis.restart();
  // Who came in within the lost seconds is out again, and first in turn.
  await Promise.all(crowd.map((visitor) => visitor.look()));
  const inside = crowd.filter(({ place }) => place?.state === 'inside');
  expect(inside).toEqual(entered.filter((visitor) => seen.has(visitor)));
  const again = inside.slice();
  await eventually(async () => {
    await admitOnce(line, crowd, again);
    expect((await findLineNumbers(line)).inside).toBeLessThanOrEqual(capacity);
    return again.length === capacity;
  });
  expect(again).toEqual(crowd.slice(0, capacity));
  expect(await findLineNumbers(line)).toMatchObject({ inside: capacity });
  // Nobody has two passes that count: the first of those who came in twice is forgotten.
  for (const visitor of again) expect(visitor.passes.length).toBeLessThanOrEqual(2);
  expect((await crowd[capacity]!.look()).state).not.toBe('inside');
});

test('killed during admission: entries that were lost still count against the rate of their minute', async () => {
  const line = await aLine({ ratePerMinute: 600 });
  const crowd = visitors(line, 20);
  await joinInOrder(crowd);
  await enteredBefore(
    line,
    Array.from({ length: 590 }, () => 20_000),
  );
  const entered: Visitor[] = [];
  const mark = redis.mark();
  await eventually(async () => {
    await admitOnce(line, crowd, entered);
    return entered.length === 10;
  });
  await redis.crash(mark);
  await redis.restart();
  const again: Visitor[] = [];
  await eventually(async () => {
    await admitOnce(line, crowd, again);
    return (await findLineNumbers(line)).invited >= 10;
  });
  for (let ticks = 0; ticks < 5; ticks++) await admitOnce(line, crowd, again);
  expect(again).toEqual([]);
});

/** The instant of a line's field comes now, or has come. */
const comes = async (line: string, field: 'freezesAt' | 'opensAt') =>
  setCounter(line, field, (await readClock()) - 1);

/** Tends a lobby until its list is published, or until it is drawn. */
const isPublished = async (line: string) =>
  eventually(async () => (await tick(line)) && (await findDraw(line)).list !== null);
const isDrawn = async (line: string) =>
  eventually(async () => (await tick(line)) && (await findDraw(line)).state === 'drawn');

test('killed during the draw, its list and then its outcome forgotten: the list that was published stays, and so does each number', async () => {
  const line = await aLine({ opensAt: (await readClock()) + 60_000 });
  const crowd = visitors(line, 40);
  await joinInOrder(crowd.slice(0, 30));
  await tick(line);
  const beforeList = redis.mark();
  await joinInOrder(crowd.slice(30));
  await comes(line, 'freezesAt');
  await isPublished(line);
  const published = await findDraw(line);
  await redis.crash(beforeList);
  await redis.restart();
  await eventually(() => comes(line, 'freezesAt').then(() => true));
  // The leader is there first: it waits for those who bring their tokens.
  await tick(line);
  await Promise.all(crowd.map((visitor) => visitor.look()));
  await isPublished(line);
  expect((await findDraw(line)).list).toMatchObject({ size: 40, root: published.list!.root });
  const [late] = visitors(line, 1);
  await late!.join();

  const beforeDraw = redis.mark();
  await comes(line, 'opensAt');
  await isDrawn(line);
  await Promise.all([late!, ...crowd].map((visitor) => visitor.look()));
  expect(numbersOf(crowd).toSorted((a, b) => a! - b!)).toEqual(crowd.map((_one, at) => at + 1));
  expect(late!.place!.number).toBeGreaterThan(40);
  await redis.crash(beforeDraw);
  await redis.restart();
  await eventually(() => comes(line, 'opensAt').then(() => true));
  await isDrawn(line);
  await expectSamePlaces([late!, ...crowd]);
  const draw = await findDraw(line);
  for (const { account, place } of crowd) {
    const proof = await findPlaceProof(account, line);
    expect(proof.number).toBe(place!.number);
    expect(verifyPlace(draw, proof).map(({ state }) => state)).toEqual(['proven', 'proven']);
  }
});

test('out of reach for seconds and not restarted: no epoch, and who was called has the full time anew', async () => {
  const line = await aLine({ capacity: 1 });
  const crowd = visitors(line, 2);
  await joinInOrder(crowd);
  await tick(line);
  await age(line, 'invited', 57_000); // three seconds are left
  way.turn();
  await setTimeout(6_000); // longer than a change of leaders takes
  way.turn(redis.port);
  await eventually(() => tick(line));
  const { state, invitedUntil, line: seen } = await crowd[0]!.look();
  expect(state).toBe('invited');
  expect(Date.parse(invitedUntil!) - Date.parse(seen.serverNow)).toBeGreaterThan(55_000);
  expect((await crowd[1]!.look()).state).toBe('waiting');
  await eventually(() => crowd[0]!.enter());
  expect(await findLine(line)).toMatchObject({ epoch: 1 });
});

test('a failover to a replica that lags: a new epoch, the same places, and the old numbers are not given out again', async () => {
  const link = await TcpSwitch.to(redis.port);
  const replica = await CrashingRedis.start(...prompt, '--replicaof', `127.0.0.1 ${link.port}`);
  try {
    const line = await aLine();
    const kept = visitors(line, 30);
    await joinInOrder(kept);
    const on = new Redis(replica.url);
    await eventually(async () => (await on.hlen(`{q:${line}}:places`)) === 30);
    link.turn(); // the replica hears no more
    const lost = visitors(line, 30);
    await joinInOrder(lost);
    await redis.crash();
    await on.replicaof('NO', 'ONE');
    on.disconnect();
    way.turn(replica.port);
    const fresh = visitors(line, 10);
    await Promise.all([...fresh.map((v) => v.join()), ...lost.map((v) => v.look())]);
    expect(numbersOf(lost)).toEqual(lost.map((_visitor, index) => 31 + index));
    await expectSamePlaces([...kept, ...lost, ...fresh]);
    expect(new Set(numbersOf([...kept, ...lost, ...fresh])).size).toBe(70);
    expect(await findLine(line)).toMatchObject({ epoch: 2, waiting: 70 });
  } finally {
    await redis.restart();
    way.turn(redis.port);
    await link.stop();
    await replica.stop();
  }
});

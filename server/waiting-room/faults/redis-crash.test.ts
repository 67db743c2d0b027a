import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { losses, RedisInCharge, tornLosses } from '@/server/testing/faults/redis-in-charge';
import { tendLine } from '../admission';
import { findPlaceProof } from '../draw/own-proof';
import { verifyPlace } from '../draw/verifier/verify';
import { findDraw } from '../draw/view-draw';
import { findLine, findLineNumbers } from '../lines';
import { age, aLine, enteredBefore, setCounter } from '../testing.redis';
import { readClock } from '../waiting-room.redis';
import { eventually, type Visitor, visitors } from './visitor';

let redis: RedisInCharge;

beforeAll(async () => {
  redis = await RedisInCharge.start();
  // Before anything connects: the process reads it at its first command.
  process.env['REDIS_URL'] = redis.url;
});

afterAll(() => redis.stop());

beforeEach(() => redis.meetReplica());

const ticketsOf = (crowd: Visitor[]) => crowd.map(({ ticket }) => ticket);
const numbersOf = (crowd: Visitor[]) => crowd.map(({ place }) => place?.number);
const tick = (line: string) => tendLine(line).catch(() => false);

async function joinInOrder(crowd: Visitor[]) {
  for (const visitor of crowd) await visitor.join();
}

/** Everybody looks, as a page does that hears of a new epoch; tickets and numbers are those of before. */
async function expectSamePlaces(crowd: Visitor[]) {
  const before = [ticketsOf(crowd), numbersOf(crowd)];
  await Promise.all(crowd.map((visitor) => visitor.look()));
  expect([ticketsOf(crowd), numbersOf(crowd)]).toEqual(before);
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
  await redis.server.crash();
  await redis.server.restart();
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

test.each(tornLosses)(
  'acknowledged joins that Redis lost come back by their tokens, and the old numbers are not given out again: %s',
  async (_, loss) => {
    const line = await aLine();
    const kept = visitors(line, 30);
    await joinInOrder(kept);
    const lose = await loss(redis);
    const lost = visitors(line, 40);
    await joinInOrder(lost);
    await lose();
    const fresh = visitors(line, 20);
    // They come at once, the forgotten and the new, in any order.
    await Promise.all([...fresh.map((v) => v.join()), ...lost.toReversed().map((v) => v.look())]);
    expect(numbersOf(lost)).toEqual(lost.map((_visitor, index) => 31 + index));
    await expectSamePlaces([...kept, ...lost, ...fresh]);
    expect(new Set(numbersOf([...kept, ...lost, ...fresh])).size).toBe(90);
    expect(Math.min(...(numbersOf(fresh) as number[]))).toBeGreaterThan(70);
    expect(await findLine(line)).toMatchObject({ epoch: 2, waiting: 90 });
  },
);

/** Ticks, and everybody who is called goes in at once, in the order of the numbers, until so many are in. */
async function admitOnce(line: string, crowd: Visitor[], entered: Visitor[], most = Infinity) {
  await tick(line);
  for (const visitor of crowd) {
    if (entered.length >= most) return;
    if (entered.includes(visitor)) continue;
    if ((await visitor.look()).state === 'invited' && (await visitor.enter()))
      entered.push(visitor);
  }
}

test.each(losses)(
  'during admission, with the last entries lost: the same order goes on, nobody is skipped, and capacity holds: %s',
  async (_, loss) => {
    const capacity = 12;
    const line = await aLine({ capacity });
    const crowd = visitors(line, 40);
    await joinInOrder(crowd);
    const entered: Visitor[] = [];
    while (entered.length < 5) await admitOnce(line, crowd, entered, 5);
    const lose = await loss(redis);
    while (entered.length < 9) await admitOnce(line, crowd, entered, 9);
    await lose();
    // Who came in within the lost seconds is out again, and first in turn.
    await expectSamePlaces(crowd);
    const inside = crowd.filter(({ place }) => place?.state === 'inside');
    const [kept, lost] = [new Set(entered.slice(0, 5)), new Set(entered.slice(5))];
    expect(new Set(inside)).toEqual(kept);
    const again = inside.slice();
    let mostInside = 0;
    await eventually(async () => {
      await admitOnce(line, crowd, again);
      mostInside = Math.max(mostInside, (await findLineNumbers(line)).inside);
      return again.length >= capacity;
    });
    for (let ticks = 0; ticks < 3; ticks++) await admitOnce(line, crowd, again);
    expect(mostInside).toBe(capacity);
    expect(new Set(again)).toEqual(new Set(crowd.slice(0, capacity)));
    expect(await findLineNumbers(line)).toMatchObject({ inside: capacity });
    // Who is inside is not let in again; of who was let in twice, the first pass is forgotten.
    for (const visitor of again) expect(visitor.passes).toHaveLength(lost.has(visitor) ? 2 : 1);
    expect((await crowd[capacity]!.look()).state).not.toBe('inside');
  },
);

test('killed during admission: entries that were lost still count against the rate of their minute', async () => {
  const line = await aLine({ ratePerMinute: 600 });
  const crowd = visitors(line, 20);
  await joinInOrder(crowd);
  await enteredBefore(
    line,
    Array.from({ length: 590 }, () => 20_000),
  );
  const entered: Visitor[] = [];
  const lose = await redis.crashLater();
  await eventually(async () => {
    await admitOnce(line, crowd, entered);
    return entered.length === 10;
  });
  await lose();
  const again: Visitor[] = [];
  await eventually(async () => {
    await admitOnce(line, crowd, again);
    return (await findLineNumbers(line)).invited >= 10;
  });
  for (let ticks = 0; ticks < 5; ticks++) await admitOnce(line, crowd, again);
  expect(again).toEqual([]);
});

/** The instant of a line's field has come, and so long ago that the beacon is waited for no more. */
const comes = async (line: string, field: 'freezesAt' | 'opensAt') =>
  setCounter(line, field, (await readClock()) - 3_001);

/** Tends a lobby until its list is published, or until it is drawn. */
const isPublished = async (line: string) =>
  eventually(async () => (await tick(line)) && (await findDraw(line)).list !== null);
const isDrawn = async (line: string) =>
  eventually(async () => (await tick(line)) && (await findDraw(line)).state === 'drawn');

test.each(losses)(
  'during the draw, its list and then its outcome forgotten: the list that was published stays, so does each number, and they go in by it: %s',
  async (_, loss) => {
    const capacity = 8;
    const line = await aLine({ opensAt: (await readClock()) + 60_000, capacity });
    const crowd = visitors(line, 40);
    await joinInOrder(crowd.slice(0, 30));
    await tick(line);
    const loseList = await loss(redis);
    await joinInOrder(crowd.slice(30));
    await comes(line, 'freezesAt');
    await isPublished(line);
    const published = await findDraw(line);
    await loseList();
    await eventually(() => comes(line, 'freezesAt').then(() => true));
    // The leader is there first: it waits for those who bring their tokens.
    await tick(line);
    await expectSamePlaces(crowd);
    await isPublished(line);
    expect(published.list!.size).toBe(40);
    expect((await findDraw(line)).list).toEqual(published.list);
    const [late] = visitors(line, 1);
    await late!.join();

    const loseDraw = await loss(redis);
    await comes(line, 'opensAt');
    await isDrawn(line);
    await Promise.all([late!, ...crowd].map((visitor) => visitor.look()));
    const ordered = crowd.toSorted((a, b) => a.place!.number! - b.place!.number!);
    expect(numbersOf(ordered)).toEqual(crowd.map((_one, at) => at + 1));
    expect(late!.place!.number).toBeGreaterThan(40);
    await loseDraw();
    await eventually(() => comes(line, 'opensAt').then(() => true));
    await isDrawn(line);
    await expectSamePlaces([late!, ...crowd]);
    const draw = await findDraw(line);
    expect(draw.list).toEqual(published.list);
    for (const { account, place } of crowd) {
      const proof = await findPlaceProof(account, line);
      expect(proof.number).toBe(place!.number);
      expect(verifyPlace(draw, proof).map(({ state }) => state)).toEqual(['proven', 'proven']);
    }

    const entered: Visitor[] = [];
    await eventually(async () => {
      await admitOnce(line, [...ordered, late!], entered);
      return entered.length === capacity;
    });
    for (let ticks = 0; ticks < 3; ticks++) await admitOnce(line, [...ordered, late!], entered);
    expect(new Set(entered)).toEqual(new Set(ordered.slice(0, capacity)));
  },
);

test('out of reach for seconds and not restarted: no epoch, and who was called has the full time anew', async () => {
  const line = await aLine({ capacity: 1 });
  const crowd = visitors(line, 2);
  await joinInOrder(crowd);
  await tick(line);
  await age(line, 'invited', 57_000); // three seconds are left
  redis.cutOff();
  await setTimeout(6_000); // longer than a change of leaders takes
  redis.comeBack();
  await eventually(() => tick(line));
  const { state, invitedUntil, line: seen } = await crowd[0]!.look();
  expect(state).toBe('invited');
  expect(Date.parse(invitedUntil!) - Date.parse(seen.serverNow)).toBeGreaterThan(55_000);
  expect((await crowd[1]!.look()).state).toBe('waiting');
  await eventually(() => crowd[0]!.enter());
  expect(await findLine(line)).toMatchObject({ epoch: 1 });
});

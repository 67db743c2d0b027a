import { setTimeout } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import type { Account } from '@/server/platform/actor';
import { Refusal } from '@/server/platform/refusal';
import { tendLine } from './admission';
import { findForgotten } from './epochs';
import { signJoin, verifyJoin } from './join-token';
import { findLine, findLineNumbers } from './lines';
import { enterLine, findPlace, joinLine, leaveLine } from './places';
import { forgetSince, openDoor, restartRedis } from './epochs.testing.redis';
import { ageSeen, aLine, aPerson, people, setCounter, setLine } from './testing.redis';
import { readClock } from './waiting-room.redis';
import type { PlaceView } from './waiting-room.schema';

let line: string;
const [ann, bob, cas] = [aPerson(), aPerson(), aPerson()];

beforeEach(async () => {
  line = await aLine();
});

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof Refusal ? error.code : `fault: ${String(error)}`),
  );

/** The pace starts anew behind a shut door: a breath between two ticks, and everybody's turn has come. */
async function tendTwice() {
  await tendLine(line);
  await setTimeout(20);
  await tendLine(line);
}

/** Joins one after the other; the views, in that order. */
async function joinAll(crowd: Account[]): Promise<PlaceView[]> {
  const places = [];
  for (const person of crowd) places.push(await joinLine(person, line));
  return places;
}

test('another run of Redis begins an epoch once, at first contact: tickets jump, and who has a place keeps it', async () => {
  await joinAll([ann]);
  expect(await findLine(line)).toMatchObject({ epoch: 1, issued: 1 });
  await restartRedis(line);
  const crowd = people(20);
  const places = await Promise.all(crowd.map((person) => joinLine(person, line)));
  const numbers = places.map(({ number }) => number!).sort((a, b) => a - b);
  expect(new Set(numbers).size).toBe(20);
  // The least jump: nothing was joining.
  expect(numbers[0]).toBeGreaterThan(500);
  expect(numbers[19]).toBe(numbers[0]! + 19);
  expect(await findLine(line)).toMatchObject({ epoch: 2, waiting: 21 });
  expect(await joinLine(ann, line)).toMatchObject({ number: 1, state: 'waiting' });
  expect((await findPlace(crowd[0]!, line)).ahead).toBeLessThanOrEqual(20);
});

test('the jump grows with the joins of the seconds before, and has an end', async () => {
  await joinAll(people(3));
  const jumpAfter = async (perSecond: number) => {
    const { issued } = await findLine(line);
    await restartRedis(line, { joinPeak: perSecond });
    await joinLine(aPerson(), line);
    return (await findLine(line)).issued - issued - 1;
  };
  const quiet = await jumpAfter(0);
  const busy = await jumpAfter(1_000);
  expect(busy - quiet).toBeGreaterThanOrEqual(2 * 1_000 * 4);
  expect(busy - quiet).toBeLessThan(2 * 1_000 * 14);
  expect(await jumpAfter(1_000_000)).toBe(100_000);
});

test.each([
  ['a moment', 0],
  ['a minute', 60],
])(
  'an epoch that is lost with the places it gave: the next one stands clear of them, though nobody had joined for %s',
  async (_, quietSeconds) => {
    const now = Math.floor((await readClock()) / 1_000);
    await joinAll([ann]);
    const forget = await forgetSince(line);
    await restartRedis(line, { joinSecond: now - quietSeconds });
    const crowd = people(200);
    const told = await joinAll(crowd);
    await forget();
    await restartRedis(line, { joinSecond: now - quietSeconds - 3 }); // three seconds later
    const fresh = await joinAll(people(20));
    expect(fresh[0]!.number).toBeGreaterThan(told.at(-1)!.number!);
    const back = await Promise.all(
      crowd.map((person, index) => findPlace(person, line, told[index]!.joinToken)),
    );
    expect(back.map(({ number }) => number)).toEqual(told.map(({ number }) => number));
  },
);

test('the door stays shut for a moment, no invitation runs out in it, and then the same people come in', async () => {
  await joinAll([ann, bob]);
  await tendLine(line);
  await restartRedis(line);
  expect(await codeOf(enterLine(ann, line))).toBe('line_paused');
  await joinAll([cas]);
  await tendLine(line);
  expect((await findPlace(ann, line)).state).toBe('invited');
  expect((await findPlace(cas, line)).state).toBe('waiting');
  await openDoor(line);
  await tendTwice();
  expect((await enterLine(ann, line)).state).toBe('inside');
  expect((await enterLine(bob, line)).state).toBe('inside');
});

test('entries that may have been forgotten count against the rate for a minute', async () => {
  line = await aLine({ ratePerMinute: 60 });
  await joinAll([ann]);
  await tendLine(line);
  await restartRedis(line);
  await tendLine(line);
  await setCounter(line, 'lostEntries', 60);
  await openDoor(line);
  expect(await codeOf(enterLine(ann, line))).toBe('not_your_turn');
  await openDoor(line, 61_000);
  expect((await enterLine(ann, line)).state).toBe('inside');
});

test('nobody is passed over for not having been heard while Redis was away', async () => {
  await joinAll([ann, bob]);
  await ageSeen(line, ann.id, 150_000);
  await restartRedis(line, { tokensAt: Date.now() - 100_000, joinSecond: 1 });
  await tendLine(line);
  await openDoor(line);
  await tendTwice();
  expect((await findLineNumbers(line)).invited).toBe(2);
});

test('a join token brings back a lost place with its number, by joining and by asking', async () => {
  const [kept] = await joinAll([ann]);
  const forget = await forgetSince(line);
  const [lostBob, lostCas] = await joinAll([bob, cas]);
  await forget();
  await restartRedis(line);
  expect(await findForgotten(line, [ann.id, bob.id, cas.id])).toEqual([bob.id, cas.id]);
  expect(await codeOf(findPlace(bob, line))).toBe('no_place');
  expect(await joinLine(cas, line, lostCas!.joinToken)).toMatchObject({ number: 3 });
  expect(await findPlace(bob, line, lostBob!.joinToken)).toMatchObject({ number: 2, ahead: 1 });
  expect(await findPlace(ann, line, kept!.joinToken)).toMatchObject({ number: 1 });
  await openDoor(line);
  await tendTwice();
  const last = await joinLine(aPerson(), line);
  expect(last.number).toBeGreaterThan(500);
  expect((await findLineNumbers(line)).invited).toBe(3);
});

test('who is called before presenting the token goes first in the next turn', async () => {
  line = await aLine({ capacity: 1 });
  const forget = await forgetSince(line);
  const [lost] = await joinAll([ann]);
  await forget();
  await restartRedis(line);
  await joinAll([bob, cas]);
  await openDoor(line);
  await tendTwice();
  expect((await findPlace(bob, line)).state).toBe('invited');
  expect(await findPlace(ann, line, lost!.joinToken)).toMatchObject({ number: 1, ahead: 0 });
  await leaveLine(bob, line);
  await tendLine(line);
  expect((await findPlace(ann, line)).state).toBe('invited');
  expect((await findPlace(cas, line)).state).toBe('waiting');
});

test('a place that was invited and inside when it was lost comes back to the front, and in once', async () => {
  const forget = await forgetSince(line);
  const [lost] = await joinAll([ann]);
  await tendLine(line);
  const before = await enterLine(ann, line);
  await forget();
  await restartRedis(line);
  expect(await findPlace(ann, line, lost!.joinToken)).toMatchObject({
    state: 'waiting',
    number: 1,
  });
  expect((await findLineNumbers(line)).inside).toBe(0);
  await openDoor(line);
  await tendTwice();
  const inside = await enterLine(ann, line);
  expect(inside.pass).not.toBeNull();
  expect(inside.pass!.token).not.toBe(before.pass!.token);
  expect(await findLineNumbers(line)).toMatchObject({ inside: 1, enteredLastMinute: 1 });
});

test('a place taken anew since the loss is given up for the lost one', async () => {
  const forget = await forgetSince(line);
  const [lost] = await joinAll([ann]);
  await forget();
  await restartRedis(line);
  expect((await joinLine(ann, line)).number).toBeGreaterThan(500);
  expect(await joinLine(ann, line, lost!.joinToken)).toMatchObject({ number: 1 });
  expect(await findLine(line)).toMatchObject({ waiting: 1 });
});

test('a place that was left, or whose turn is over, is not brought back', async () => {
  const [left] = await joinAll([ann]);
  await leaveLine(ann, line);
  await restartRedis(line);
  expect(await findPlace(ann, line, left!.joinToken)).toMatchObject({ state: 'left' });
  expect((await joinLine(ann, line, left!.joinToken)).number).toBeGreaterThan(500);
});

test('a forged token, and somebody else’s or another line’s, changes nothing', async () => {
  const other = await aLine();
  const [mine] = await joinAll([ann]);
  const elsewhere = await joinLine(bob, other);
  const bad = [
    mine!.joinToken,
    elsewhere.joinToken,
    mine!.joinToken.replace('.1.', '.7.'),
    signJoin({ scheduleId: line, accountId: bob.id }, { ticket: 9, epoch: 1, lane: 'general' })
      .slice(0, -1)
      .concat('B'),
    'x'.repeat(5_000),
    '',
  ];
  for (const token of bad) {
    expect(verifyJoin(token, { scheduleId: line, accountId: bob.id })).toBeNull();
    expect(await codeOf(findPlace(bob, line, token))).toBe('no_place');
  }
  expect(await joinLine(bob, line, bad[0])).toMatchObject({ number: 2 });
});

test('a ticket that another has by now is not taken from them', async () => {
  const forget = await forgetSince(line);
  const [lost] = await joinAll([ann]);
  await forget();
  await joinAll([bob]); // nothing told the line of the loss: no jump
  await restartRedis(line);
  expect((await joinLine(ann, line, lost!.joinToken)).number).toBeGreaterThan(500);
  expect(await findPlace(bob, line)).toMatchObject({ number: 1 });
});

test('a lost place in the lobby comes back before the draw, and after it with the number that was drawn for it', async () => {
  const soon = Date.now() + 3_600_000;
  line = await aLine({ opensAt: soon, closesAt: soon + 3_600_000 });
  await joinAll(people(3));
  const forget = await forgetSince(line);
  const [early, late] = await joinAll([ann, bob]);
  await forget();
  await restartRedis(line);
  expect(await findPlace(ann, line, early!.joinToken)).toMatchObject({ number: null });
  await openLobby(line);
  const drawn = await findPlace(bob, line, late!.joinToken);
  expect(drawn.number).toBeGreaterThan(0);
  const numbers = [drawn.number, (await findPlace(ann, line)).number];
  expect(new Set(numbers).size).toBe(2);
  const { issued } = await findLine(line);
  expect(Math.max(...(numbers as number[]))).toBeLessThanOrEqual(issued);
});

/** The opening is now: the list closes and the draw is made. */
async function openLobby(scheduleId: string) {
  await setLine(scheduleId, { opensAt: Date.now() - 1 });
  while ((await findLine(scheduleId)).draw.state !== 'drawn') await tendLine(scheduleId);
}

import { expect, test } from 'vitest';
import type { Account } from '@/server/platform/actor';
import { tendLine } from './admission';
import { enterLine, findPlace, joinLine, leaveLine } from './places';
import { age, ageSeen, aLine, aPerson, people, setLine, setTrail } from './testing.redis';
import { readPlace } from './read-place.redis';
import { snoozePlace, wakePlace } from './snooze';

async function joinAll(line: string, crowd: Account[]) {
  for (const person of crowd) await joinLine(person, line);
}

/** Looks without being seen. */
const peek = async (line: string, { id }: Account) => (await readPlace(line, id))!;

/** Whether the turn of somebody last seen `awayMs` ago passes over them. */
async function isPassedOver(awayMs: number, cursorAt: (secondsAgo: number) => number) {
  const line = await aLine({ capacity: 1 });
  const ann = aPerson();
  await joinLine(ann, line);
  await ageSeen(line, ann.id, awayMs);
  await setTrail(line, cursorAt);
  await tendLine(line);
  return (await peek(line, ann)).passedOver;
}

test('the grace is 120 s at the front, and longer the more people were ahead when somebody was last seen', async () => {
  const atTheFront = () => 0;
  expect(await isPassedOver(115_000, atTheFront)).toBe(false);
  expect(await isPassedOver(125_000, atTheFront)).toBe(true);

  const behind = (count: number) => (ago: number) => (ago > 100 ? 1 - count : 0);
  expect(await isPassedOver(175_000, behind(3_000))).toBe(false);
  expect(await isPassedOver(185_000, behind(3_000))).toBe(true);

  expect(await isPassedOver(295_000, behind(100_000))).toBe(false);
  expect(await isPassedOver(305_000, behind(100_000))).toBe(true);
});

test('who was passed over keeps the place for ten minutes, however long they had been away before', async () => {
  const line = await aLine({ capacity: 1 });
  const [ann, bob, cas] = people(3) as [Account, Account, Account];
  await joinAll(line, [ann, bob, cas]);
  for (const { id } of [ann, bob, cas]) await ageSeen(line, id, 3_600_000);
  await tendLine(line);
  expect([await peek(line, ann), await peek(line, bob)]).toMatchObject([
    { passedOver: true },
    { passedOver: true },
  ]);

  expect(await findPlace(cas, line)).toMatchObject({ state: 'waiting', number: 3 });
  await ageSeen(line, ann.id, 595_000);
  expect(await findPlace(ann, line)).toMatchObject({ state: 'waiting', number: 1 });
  await tendLine(line);
  expect(await findPlace(ann, line)).toMatchObject({ state: 'invited', number: 1 });
  await ageSeen(line, bob.id, 605_000);
  expect(await findPlace(bob, line)).toMatchObject({ state: 'lapsed', number: 2 });
  expect(await joinLine(bob, line)).toMatchObject({ state: 'waiting', number: 4 });
});

test('who snoozes is passed over, keeps the number, and on waking takes the next slot that frees', async () => {
  const line = await aLine({ capacity: 2 });
  const [ann, bob, cas, dan] = people(4) as [Account, Account, Account, Account];
  await joinAll(line, [ann, bob, cas, dan]);
  const snoozed = await snoozePlace(ann, line);
  expect(snoozed).toMatchObject({ state: 'waiting', number: 1 });
  const leftMs = Date.parse(snoozed.snoozedUntil!) - Date.parse(snoozed.line.serverNow);
  expect(leftMs).toBeGreaterThan(295_000);
  expect(leftMs).toBeLessThanOrEqual(300_000);

  await tendLine(line);
  expect(await findPlace(bob, line)).toMatchObject({ state: 'invited' });
  expect(await findPlace(cas, line)).toMatchObject({ state: 'invited' });
  await leaveLine(bob, line);
  expect(await wakePlace(ann, line)).toMatchObject({ state: 'waiting', snoozedUntil: null });
  await tendLine(line);
  expect(await findPlace(ann, line)).toMatchObject({ state: 'invited', number: 1 });
  expect(await findPlace(dan, line)).toMatchObject({ state: 'waiting', number: 4 });
});

test('who wakes before the turn came waits for it as before', async () => {
  const line = await aLine({ capacity: 1 });
  const [ann, bob, cas] = people(3) as [Account, Account, Account];
  await joinAll(line, [ann, bob, cas]);
  await tendLine(line);
  await snoozePlace(cas, line);
  await wakePlace(cas, line);
  await leaveLine(ann, line);
  await tendLine(line);
  expect(await findPlace(bob, line)).toMatchObject({ state: 'invited' });
  expect(await findPlace(cas, line)).toMatchObject({ state: 'waiting', number: 3, ahead: 0 });
});

test('who snoozes in the lobby is drawn like anybody, and goes first on waking', async () => {
  const line = await aLine({ opensAt: Date.now() + 60_000, capacity: 11 });
  const crowd = people(12);
  await joinAll(line, crowd);
  for (const person of crowd.slice(1))
    expect(await snoozePlace(person, line)).toMatchObject({ number: null });
  await setLine(line, { opensAt: Date.now() - 1, capacity: 11 });
  await expect
    .poll(async () => {
      await tendLine(line);
      return (await findPlace(crowd[0]!, line)).state;
    })
    .toBe('invited');
  for (const person of crowd.slice(1)) await wakePlace(person, line);
  await tendLine(line);
  const places = await Promise.all(crowd.map((person) => findPlace(person, line)));
  const waiting = places.filter(({ state }) => state === 'waiting');
  const first = places[0]!.number === 12 ? 11 : 12;
  expect(waiting.map(({ number }) => number)).toEqual([first]);
});

test('a snooze ends by itself, for who is there and for who went away meanwhile', async () => {
  const line = await aLine({ capacity: 1 });
  const [ann, bob, cas] = people(3) as [Account, Account, Account];
  await joinAll(line, [ann, bob, cas]);
  await snoozePlace(ann, line);
  await snoozePlace(bob, line);
  await tendLine(line);
  expect((await peek(line, cas)).state).toBe('invited');

  await age(line, 'snoozed', 300_001);
  await ageSeen(line, ann.id, 310_000);
  await leaveLine(cas, line);
  await tendLine(line);
  expect(await peek(line, bob)).toMatchObject({ state: 'invited' });
  expect(await peek(line, ann)).toMatchObject({ state: 'waiting', passedOver: true });
});

test('somebody invited who snoozes gives the invitation back, and goes first on waking', async () => {
  const line = await aLine({ capacity: 1 });
  const [ann, bob, cas] = people(3) as [Account, Account, Account];
  await joinAll(line, [ann, bob, cas]);
  await tendLine(line);
  expect(await snoozePlace(ann, line)).toMatchObject({ state: 'waiting', invitedUntil: null });
  await tendLine(line);
  expect(await findPlace(bob, line)).toMatchObject({ state: 'invited' });
  await wakePlace(ann, line);
  await leaveLine(bob, line);
  await tendLine(line);
  expect(await findPlace(ann, line)).toMatchObject({ state: 'invited', number: 1 });
  expect(await findPlace(cas, line)).toMatchObject({ state: 'waiting' });
});

test('a place snoozes three times, and only while it waits', async () => {
  const line = await aLine({ capacity: 1 });
  const [ann, bob] = people(2) as [Account, Account];
  await expect(snoozePlace(ann, line)).rejects.toMatchObject({ code: 'no_place' });
  await joinAll(line, [ann, bob]);
  for (let time = 0; time < 3; time++) {
    const { snoozedUntil } = await snoozePlace(bob, line);
    expect((await snoozePlace(bob, line)).snoozedUntil).toBe(snoozedUntil);
    await wakePlace(bob, line);
  }
  await expect(snoozePlace(bob, line)).rejects.toMatchObject({ code: 'snooze_used' });

  await leaveLine(bob, line);
  await expect(snoozePlace(bob, line)).rejects.toMatchObject({ code: 'no_place' });
  await tendLine(line);
  await enterLine(ann, line);
  await expect(snoozePlace(ann, line)).rejects.toMatchObject({ code: 'not_waiting' });
});

test('a snoozing person who joins again or leaves has one place, or none', async () => {
  const line = await aLine({ capacity: 1 });
  const ann = aPerson();
  await joinLine(ann, line);
  await snoozePlace(ann, line);
  expect(await joinLine(ann, line)).toMatchObject({ number: 1, line: { issued: 1, waiting: 0 } });
  await leaveLine(ann, line);
  await age(line, 'snoozed', 300_001);
  await tendLine(line);
  expect(await findPlace(ann, line)).toMatchObject({ state: 'left', line: { waiting: 0 } });
});

import { expect, test } from 'vitest';
import type { Account } from '@/server/platform/actor';
import { Refusal } from '@/server/platform/refusal';
import { newId } from '@/server/platform/id';
import { tendLine } from './admission';
import { findLine, findLineNumbers } from './lines';
import { verifyPass } from './pass-token';
import { enterLine, extendPass, findPlace, finishPlace, joinLine, leaveLine } from './places';
import {
  age,
  ageSeen,
  aLine,
  aPerson,
  enteredBefore,
  passCopy,
  passTime,
  people,
  setCounter,
  setLine,
} from './testing.redis';
import { enterInRedis } from './waiting-room.redis';

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof Refusal ? error.code : `fault: ${String(error)}`),
  );

/** Joins one after the other, so that the order is known. */
async function joinAll(line: string, crowd: Account[]) {
  for (const person of crowd) await joinLine(person, line);
}

const statesOf = (line: string, crowd: Account[]) =>
  Promise.all(crowd.map(async (person) => (await findPlace(person, line)).state));

test('one person joins, is invited, enters with a pass, and is done', async () => {
  const line = await aLine();
  const ann = aPerson();
  expect(await joinLine(ann, line)).toMatchObject({ state: 'waiting', number: 1, ahead: 0 });
  await tendLine(line);
  const turn = await findPlace(ann, line);
  expect(turn).toMatchObject({ state: 'invited', pass: null });
  expect(Date.parse(turn.invitedUntil!) - Date.parse(turn.line.serverNow)).toBeGreaterThan(55_000);

  const inside = await enterLine(ann, line);
  expect(inside.state).toBe('inside');
  expect(verifyPass(inside.pass!.token)).toMatchObject({ accountId: ann.id, scheduleId: line });
  expect((await enterLine(ann, line)).pass).toEqual(inside.pass);
  expect((await findPlace(ann, line)).pass).toEqual(inside.pass);

  await finishPlace(verifyPass(inside.pass!.token)!);
  expect(await findPlace(ann, line)).toMatchObject({ state: 'done', pass: null, number: 1 });
  expect(await joinLine(ann, line)).toMatchObject({ state: 'waiting', number: 2 });
});

test('a crash between entering and the writing of the pass is healed by the next look at the place', async () => {
  const line = await aLine();
  const ann = aPerson();
  await joinLine(ann, line);
  await tendLine(line);
  const { passId } = await enterInRedis(line, ann.id, newId());
  expect(await passCopy(line, ann.id)).toBeNull();
  expect((await findPlace(ann, line)).state).toBe('inside');
  expect(await passCopy(line, ann.id)).toBe(passId);
});

test('500 people who join at once get 500 places, and joining again from anywhere keeps them', async () => {
  const line = await aLine();
  const crowd = people(500);
  const first = await Promise.all(crowd.map((person) => joinLine(person, line)));
  expect(new Set(first.map(({ number }) => number)).size).toBe(500);
  expect(Math.max(...first.map(({ number }) => number!))).toBe(500);
  for (const { number, ahead } of first) expect(ahead).toBe(number! - 1);
  const again = await Promise.all(crowd.map((person) => joinLine(person, line)));
  expect(again.map(({ number }) => number)).toEqual(first.map(({ number }) => number));
});

test('one account that joins 50 times at once has one place', async () => {
  const line = await aLine();
  const ann = aPerson();
  const places = await Promise.all(Array.from({ length: 50 }, () => joinLine(ann, line)));
  expect(new Set(places.map(({ number }) => number))).toEqual(new Set([1]));
  expect((await findLine(line)).issued).toBe(1);
});

test('200 invited people who enter at once never exceed the capacity', async () => {
  const line = await aLine({ capacity: 300 });
  const crowd = people(200);
  await joinAll(line, crowd);
  while ((await findLineNumbers(line)).invited < 200) await tendLine(line);
  await setLine(line, { capacity: 150 });
  const results = await Promise.all(crowd.map((person) => codeOf(enterLine(person, line))));
  expect(results.filter((code) => code === 'none')).toHaveLength(150);
  expect(results.filter((code) => code === 'not_your_turn')).toHaveLength(50);
  expect((await findLineNumbers(line)).inside).toBe(150);

  await leaveLine(crowd[results.indexOf('none')]!, line);
  expect(await codeOf(enterLine(crowd[results.indexOf('not_your_turn')]!, line))).toBe('none');
});

test('entries in a minute never exceed the rate, and the next minute lets the rest in', async () => {
  const line = await aLine({ ratePerMinute: 100_000 });
  const [ann, ben] = [aPerson(), aPerson()];
  await joinAll(line, [ann, ben]);
  await tendLine(line);
  await setLine(line, { ratePerMinute: 40 });
  await enteredBefore(
    line,
    Array.from({ length: 40 }, (_, i) => 59_000 - i * 1_450),
  );
  const refused = await enterLine(ann, line).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'not_your_turn', facts: { reason: 'busy' } });
  await passTime(line, 1_500);
  expect(await codeOf(enterLine(ann, line))).toBe('none');
  expect(await codeOf(enterLine(ben, line))).toBe('not_your_turn');
  await passTime(line, 60_001);
  expect(await codeOf(enterLine(ben, line))).toBe('none');
});

test('entries burst at most a second’s worth, and at the rate of a line that is slowed', async () => {
  const line = await aLine({ ratePerMinute: 100_000 });
  const crowd = people(60);
  await joinAll(line, crowd);
  while ((await findLineNumbers(line)).invited < 60) await tendLine(line);
  await setLine(line, { ratePerMinute: 1_200 });
  const enterAll = () => Promise.all(crowd.map((person) => codeOf(enterLine(person, line))));
  const inside = async () => (await findLineNumbers(line)).inside;
  await enterAll();
  expect(await inside()).toBe(20);
  await setCounter(line, 'rateNow', 300);
  await passTime(line, 2_000);
  await enterAll();
  expect(await inside()).toBe(25);
});

test('invitations are paced: a burst is a second of the rate at most', async () => {
  const line = await aLine({ ratePerMinute: 1_200, capacity: 1_000 });
  await joinAll(line, people(60));
  await tendLine(line);
  await tendLine(line);
  const { invited } = await findLineNumbers(line);
  expect(invited).toBeGreaterThanOrEqual(20);
  expect(invited).toBeLessThan(30);
});

test('invitations go out up to the free slots, and more for people who never come', async () => {
  const line = await aLine({ capacity: 10 });
  const crowd = people(60);
  await joinAll(line, crowd);
  await tendLine(line);
  expect((await findLineNumbers(line)).invited).toBe(10);
  for (let round = 0; round < 3; round++) {
    await age(line, 'invited', 60_001);
    await tendLine(line);
  }
  const numbers = await findLineNumbers(line);
  expect(numbers.noShowShare).toBeGreaterThan(0.4);
  expect(numbers.invited).toBeGreaterThan(13);
  expect(numbers.invited).toBeLessThanOrEqual(20);
});

test('of two workers one acts, and the other takes over when it falls silent', async () => {
  const line = await aLine({ capacity: 5 });
  await joinAll(line, people(20));
  const [first, second] = await Promise.all([tendLine(line, 'one'), tendLine(line, 'two')]);
  expect(new Set([first, second])).toEqual(new Set([true, false]));
  const [leader, other] = first ? ['one', 'two'] : ['two', 'one'];
  expect(await tendLine(line, other)).toBe(false);
  expect(await tendLine(line, leader)).toBe(true);
  expect((await findLineNumbers(line)).invited).toBe(5);

  const silentSince = Date.now();
  await expect.poll(() => tendLine(line, other), { timeout: 6_000, interval: 100 }).toBe(true);
  expect(Date.now() - silentSince).toBeLessThan(5_000);
  expect(await tendLine(line, leader)).toBe(false);
});

test('the lobby waits for the opening and is drawn there; who comes after the freeze stands behind it', async () => {
  const line = await aLine({ opensAt: Date.now() + 60_000, capacity: 1_000 });
  const lobby = people(40);
  await joinAll(line, lobby);
  expect(await findPlace(lobby[0]!, line)).toMatchObject({
    state: 'waiting',
    number: null,
    ahead: null,
    line: { phase: 'lobby' },
  });
  await tendLine(line);
  expect((await findLineNumbers(line)).invited).toBe(0);

  await setLine(line, { opensAt: Date.now() - 1 });
  const late = aPerson();
  expect(await joinLine(late, line)).toMatchObject({ number: null });
  await tendLine(line);
  expect(await findPlace(late, line)).toMatchObject({
    number: 41,
    line: { draw: { state: 'drawn', trust: 'operator' } },
  });
  const numbers = await Promise.all(lobby.map(async (p) => (await findPlace(p, line)).number!));
  expect(numbers.toSorted((a, b) => a - b)).toEqual([...numbers.keys()].map((i) => i + 1));
  expect(numbers).not.toEqual([...numbers.keys()].map((i) => i + 1));
});

test('people are invited in the drawn order', async () => {
  const line = await aLine({ opensAt: Date.now() + 60_000, capacity: 7 });
  const lobby = people(30);
  await joinAll(line, lobby);
  await setLine(line, { opensAt: Date.now() - 1, capacity: 7 });
  await tendLine(line);
  const places = await Promise.all(lobby.map((person) => findPlace(person, line)));
  const invited = places.filter(({ state }) => state === 'invited').map(({ number }) => number!);
  expect(invited.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('who is away is passed over, keeps the number, and goes first on return', async () => {
  const line = await aLine({ capacity: 2 });
  const crowd = people(6);
  await joinAll(line, crowd);
  const [ann] = crowd;
  await ageSeen(line, ann!.id, 200_000);
  await tendLine(line);
  expect(await statesOf(line, crowd.slice(1))).toEqual([
    ...['invited', 'invited', 'waiting', 'waiting', 'waiting'],
  ]);
  expect(await findPlace(ann!, line)).toMatchObject({ state: 'waiting', number: 1, ahead: 0 });
  await leaveLine(crowd[1]!, line);
  await tendLine(line);
  expect(await statesOf(line, [ann!, crowd[3]!])).toEqual(['invited', 'waiting']);
});

test('a long stretch of people who are away does not hold up the line', async () => {
  const line = await aLine({ capacity: 3 });
  const ghosts = people(300);
  const present = people(3);
  await joinAll(line, [...ghosts, ...present]);
  await Promise.all(ghosts.map(({ id }) => ageSeen(line, id, 200_000)));
  for (let tick = 0; tick < 6; tick++) await tendLine(line);
  expect(await statesOf(line, present)).toEqual(['invited', 'invited', 'invited']);
});

test('a pause stops invitations and entries, and no invitation runs out in it', async () => {
  const line = await aLine({ capacity: 1 });
  const [ann, bob] = [aPerson(), aPerson()];
  await joinAll(line, [ann, bob]);
  await tendLine(line);
  await setLine(line, { capacity: 5, paused: true });
  await tendLine(line);
  await age(line, 'invited', 120_000);
  expect(await codeOf(enterLine(ann, line))).toBe('line_paused');
  await age(line, 'invited', 120_000);
  await tendLine(line);
  expect(await statesOf(line, [ann, bob])).toEqual(['invited', 'waiting']);

  await setLine(line, { capacity: 5, paused: false });
  await tendLine(line);
  expect(await codeOf(enterLine(ann, line))).toBe('none');
  await expect
    .poll(() => tendLine(line).then(() => statesOf(line, [ann, bob])))
    .toEqual(['inside', 'invited']);
});

test('an invitation and a pass run out, and say so', async () => {
  const line = await aLine();
  const [ann, bob] = [aPerson(), aPerson()];
  await joinAll(line, [ann, bob]);
  await tendLine(line);
  await enterLine(ann, line);
  await age(line, 'invited', 60_001);
  await age(line, 'inside', 600_001);
  expect(await codeOf(enterLine(bob, line))).toBe('turn_lapsed');
  await tendLine(line);
  expect(await findPlace(ann, line)).toMatchObject({ state: 'lapsed', lapsed: 'pass', pass: null });
  expect(await findPlace(bob, line)).toMatchObject({ state: 'lapsed', lapsed: 'invitation' });
  expect(await codeOf(enterLine(bob, line))).toBe('turn_lapsed');
  expect(await joinLine(bob, line)).toMatchObject({ state: 'waiting', number: 3 });
});

test('a pass is extended by its whole time, once', async () => {
  const line = await aLine();
  const ann = aPerson();
  await joinLine(ann, line);
  expect(await codeOf(extendPass(ann, line))).toBe('pass_required');
  await tendLine(line);
  const { pass } = await enterLine(ann, line);
  const longer = (await extendPass(ann, line)).pass!;
  expect(Date.parse(longer.expiresAt) - Date.parse(pass!.expiresAt)).toBe(600_000);
  expect(verifyPass(longer.token)?.passId).toBe(verifyPass(pass!.token)?.passId);
  expect(await codeOf(extendPass(ann, line))).toBe('extension_used');
});

test('who must verify their address is told so before the lobby opens, and nobody else is', async () => {
  const soon = { lobbyOpensAt: Date.now() + 60_000, opensAt: Date.now() + 120_000 };
  const [strict, free] = [await aLine({ ...soon, verifiedOnly: true }), await aLine(soon)];
  const ann = aPerson();
  const told = (line: string, person: Account) =>
    joinLine(person, line).catch(({ code, facts }: Refusal) => [code, facts['mustVerify']]);
  expect(await told(strict, ann)).toEqual(['lobby_not_open', true]);
  expect(await told(strict, { ...ann, emailVerified: true })).toEqual(['lobby_not_open', false]);
  expect(await told(free, ann)).toEqual(['lobby_not_open', false]);
});

test('refusals say why there is no place to have', async () => {
  const now = Date.now();
  const ann = aPerson();
  const early = await aLine({ lobbyOpensAt: now + 60_000, opensAt: now + 120_000 });
  const over = await aLine({ closesAt: now - 1_000 });
  const verified = await aLine({ verifiedOnly: true });
  const open = await aLine();
  expect(await codeOf(joinLine(ann, early))).toBe('lobby_not_open');
  expect(await codeOf(joinLine(ann, over))).toBe('sale_over');
  expect(await codeOf(joinLine(ann, verified))).toBe('email_unverified');
  expect(await codeOf(joinLine({ ...ann, emailVerified: true }, verified))).toBe('none');
  expect(await codeOf(joinLine({ kind: 'anonymous' }, open))).toBe('sign_in_required');
  expect(await codeOf(findPlace(ann, open))).toBe('no_place');
  expect(await codeOf(enterLine(ann, open))).toBe('no_place');
  expect(await codeOf(leaveLine(ann, open))).toBe('no_place');
  expect(await codeOf(joinLine(ann, newId()))).toBe('not_found');
  await joinLine(ann, open);
  expect(await codeOf(enterLine(ann, open))).toBe('not_your_turn');
});

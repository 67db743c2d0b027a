import { expect, test } from 'vitest';
import type { Account } from '@/server/platform/actor';
import { tendLine } from './admission';
import { findPlaceProof, findReceipt } from './draw/own-proof';
import { forgetSince, restartRedis } from './epochs.testing.redis';
import { findLine, findLineNumbers } from './lines';
import { enterLine, findPlace, joinLine, leaveLine } from './places';
import { addCodes, hashOfCode } from './presale';
import { snoozePlace, wakePlace } from './snooze';
import { ageSeen, aLine, aPerson, invitedTickets, people, setLine } from './testing.redis';
import type { LineSettings } from './waiting-room.redis';

const code = 'ABCD-EFGH-JKMN';

async function aPresaleLine(given: Partial<LineSettings> = {}, usesMax = 1_000): Promise<string> {
  const line = await aLine({ presaleShare: 0.3, ...given });
  await addCodes(line, [{ codeHash: hashOfCode(code), usesMax }]);
  return line;
}

const joinWith = (person: Account, line: string) => joinLine(person, line, undefined, code);

async function joinAll(line: string, crowd: Account[], presale: boolean) {
  for (const person of crowd) await (presale ? joinWith(person, line) : joinLine(person, line));
}

const statesOf = (line: string, crowd: Account[]) =>
  Promise.all(crowd.map(async (person) => (await findPlace(person, line)).state));

test('a code gives a place in the presale lane, numbered within it, and the lane’s own counts', async () => {
  const line = await aPresaleLine();
  await joinAll(line, people(5), false);
  const [ann, bob] = [aPerson(), aPerson()];
  expect(await joinWith(ann, line)).toMatchObject({ lane: 'presale', number: 1, ahead: 0 });
  expect(await joinLine(bob, line, undefined, ' abcd efgh jkmn ')).toMatchObject({
    lane: 'presale',
    number: 2,
    ahead: 1,
    line: { issued: 2, waiting: 2, cursor: 0 },
  });
  expect(await joinLine(aPerson(), line)).toMatchObject({ lane: 'general', number: 8 });
  expect(await findLine(line, 'presale')).toMatchObject({ issued: 2 });
});

test('a code opens for so many accounts, and for one however often; a wrong one for nobody', async () => {
  const line = await aPresaleLine({}, 2);
  const [ann, bob, cas] = people(3) as [Account, Account, Account];
  await expect(joinLine(ann, line, undefined, 'WRONG')).rejects.toMatchObject({
    code: 'code_unknown',
  });
  for (const person of [ann, ann, bob]) await joinWith(person, line);
  await leaveLine(bob, line);
  expect(await joinWith(bob, line)).toMatchObject({ lane: 'presale', number: 3 });
  await expect(joinWith(cas, line)).rejects.toMatchObject({ code: 'code_used_up' });
});

test('no code opens a lane that the line does not have', async () => {
  const line = await aPresaleLine({ presaleShare: 0 });
  await expect(joinWith(aPerson(), line)).rejects.toMatchObject({ code: 'code_unknown' });
});

test('20 accounts that use a code for five at once are five', async () => {
  const line = await aPresaleLine({}, 5);
  const joined = await Promise.allSettled(people(20).map((person) => joinWith(person, line)));
  expect(joined.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
});

test('who comes with a code gives up a general place that waits, and has one place; who is called up keeps it', async () => {
  const line = await aPresaleLine({ capacity: 1 });
  const [ann, bob] = [aPerson(), aPerson()];
  await joinAll(line, [ann, bob], false);
  await tendLine(line);
  expect(await joinWith(bob, line)).toMatchObject({ lane: 'presale', number: 1 });
  expect(await joinWith(ann, line)).toMatchObject({ lane: 'general', state: 'invited', number: 1 });
  expect(await joinLine(bob, line)).toMatchObject({ lane: 'presale', number: 1 });
  expect((await findLineNumbers(line)).waiting).toBe(1);
});

test('the lanes share the invitations by the presale share, each in its own order', async () => {
  const line = await aPresaleLine({ capacity: 20 });
  const [general, presale] = [people(60), people(60)];
  await joinAll(line, general, false);
  await joinAll(line, presale, true);
  await tendLine(line);
  const invited = async (crowd: Account[]) =>
    (await statesOf(line, crowd)).flatMap((state, i) => (state === 'invited' ? [i] : []));
  expect(await invited(presale)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(await invited(general)).toEqual(Array.from({ length: 14 }, (_, i) => i));

  await setLine(line, { capacity: 40, presaleShare: 0.5 });
  await tendLine(line);
  expect(await invited(presale)).toHaveLength(16);
  expect(await invited(general)).toHaveLength(24);
});

test('a slot at a time is shared all the same: three of ten that free go to the presale lane', async () => {
  const line = await aPresaleLine({ capacity: 1 });
  const [general, presale] = [people(30), people(30)];
  await joinAll(line, general, false);
  await joinAll(line, presale, true);
  const everybody = [...general, ...presale];
  const lanes: string[] = [];
  for (let slot = 0; slot < 20; slot++) {
    await tendLine(line);
    const [ticket] = await invitedTickets(line);
    const person = everybody[Number(ticket) - 1]!;
    lanes.push((await enterLine(person, line)).lane);
    await leaveLine(person, line);
  }
  expect(lanes.filter((lane) => lane === 'presale')).toHaveLength(6);
});

test('what one lane does not use goes to the other, and no more than one is saved up', async () => {
  const line = await aPresaleLine({ capacity: 10 });
  const [early, late] = [people(10), people(20)];
  await joinAll(line, early, true);
  await tendLine(line);
  expect(await statesOf(line, early)).toEqual(early.map(() => 'invited'));

  await setLine(line, { capacity: 20, presaleShare: 0.3 });
  const general = people(10);
  await joinAll(line, general, false);
  await tendLine(line);
  expect(await statesOf(line, general)).toEqual(general.map(() => 'invited'));

  await joinAll(line, late, true);
  await joinAll(line, people(20), false);
  await setLine(line, { capacity: 30, presaleShare: 0.3 });
  await tendLine(line);
  const states = await statesOf(line, late);
  const called = states.filter((state) => state === 'invited').length;
  expect(called).toBeGreaterThanOrEqual(3);
  expect(called).toBeLessThanOrEqual(4);
});

test('a lobby’s presale people are drawn with everybody, and stand in their lane by the numbers drawn', async () => {
  const line = await aPresaleLine({ opensAt: Date.now() + 60_000, capacity: 10 });
  const [general, presale] = [people(20), people(20)];
  for (let i = 0; i < 20; i++) {
    await joinLine(general[i]!, line);
    await joinWith(presale[i]!, line);
  }
  expect(await findPlace(presale[3]!, line)).toMatchObject({ lane: 'presale', number: null });
  await setLine(line, { opensAt: Date.now() - 1, capacity: 10, presaleShare: 0.3 });
  await expect
    .poll(async () => {
      await tendLine(line);
      return (await findLineNumbers(line)).invited;
    })
    .toBe(10);
  const places = await Promise.all(presale.map((person) => findPlace(person, line)));
  const numbers = places.map(({ number }) => number!);
  expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers.map((_, i) => i + 1));
  expect(numbers).not.toEqual(numbers.map((_, i) => i + 1));
  const called = places.filter(({ state }) => state === 'invited').map(({ number }) => number!);
  expect(called.toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
  expect(await joinWith(aPerson(), line)).toMatchObject({ number: 21, ahead: 17 });
});

test('who stands in the presale lane has the number of the receipt and of the draw beside the one within the lane', async () => {
  const line = await aPresaleLine({ opensAt: Date.now() + 60_000, capacity: 0 });
  const [general, presale] = [people(15), people(5)];
  await joinAll(line, general, false);
  await joinAll(line, presale, true);
  expect(await findPlace(presale[0]!, line)).toMatchObject({ number: null, lineNumber: null });
  await setLine(line, { opensAt: Date.now() - 1, capacity: 0, presaleShare: 0.3 });
  await expect
    .poll(async () => {
      await tendLine(line);
      return (await findPlace(presale[0]!, line)).number;
    })
    .not.toBeNull();
  const late = aPerson();
  await joinWith(late, line);
  for (const person of [...presale, ...general.slice(0, 2)]) {
    const { number, lineNumber, lane } = await findPlace(person, line);
    const [{ receipt }, proof] = await Promise.all([
      findReceipt(person, line),
      findPlaceProof(person, line),
    ]);
    expect([receipt.number, proof.number]).toEqual([lineNumber, lineNumber]);
    expect(proof.presaleNumber).toBe(lane === 'presale' ? number : null);
    if (lane === 'general') expect(number).toBe(lineNumber);
  }
  const places = await Promise.all(presale.map((person) => findPlace(person, line)));
  const inLine = (a: (typeof places)[number], b: typeof a) => a.lineNumber! - b.lineNumber!;
  expect(places.toSorted(inLine).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
  expect(await findPlace(late, line)).toMatchObject({ number: 6, lineNumber: 21 });
  expect((await findReceipt(late, line)).receipt.number).toBe(21);
});

test('in the presale lane too who is away or snoozes keeps the number and goes first on return', async () => {
  const line = await aPresaleLine({ capacity: 1 });
  const [ann, bob, cas] = people(3) as [Account, Account, Account];
  await joinAll(line, [ann, bob, cas], true);
  await snoozePlace(ann, line);
  await ageSeen(line, bob.id, 200_000);
  await tendLine(line);
  expect(await statesOf(line, [cas])).toEqual(['invited']);
  expect(await findPlace(bob, line)).toMatchObject({ state: 'waiting', number: 2, ahead: 0 });
  await wakePlace(ann, line);
  await leaveLine(cas, line);
  await tendLine(line);
  expect(await findPlace(ann, line)).toMatchObject({ state: 'invited', number: 1 });
});

test('a place in the presale lane that Redis lost comes back to that lane, before who came after it', async () => {
  const line = await aPresaleLine({ capacity: 1 });
  const [ann, bob, cas] = people(3) as [Account, Account, Account];
  await joinAll(line, [ann], true);
  const forget = await forgetSince(line);
  await joinAll(line, [bob], true);
  const { joinToken } = await findPlace(bob, line);
  await forget();
  await restartRedis(line);
  expect(await joinWith(cas, line)).toMatchObject({ lane: 'presale', number: 2 });
  expect(await findPlace(bob, line, joinToken)).toMatchObject({ lane: 'presale', number: 2 });
  expect(await findPlace(cas, line)).toMatchObject({ lane: 'presale', number: 3, ahead: 2 });
});

test('capacity and rate are one for both lanes', async () => {
  const line = await aPresaleLine({ capacity: 5 });
  const crowd = people(20);
  await joinAll(line, crowd.slice(0, 10), true);
  await joinAll(line, crowd.slice(10), false);
  await tendLine(line);
  const entered = await Promise.allSettled(crowd.map((person) => enterLine(person, line)));
  expect(entered.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  expect((await findLineNumbers(line)).inside).toBe(5);
});

import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { prisma } from '@/server/platform/db';
import { Refusal } from '@/server/platform/refusal';
import { tendLine } from '../admission';
import { forgetSince, openDoor, restartRedis } from '../epochs.testing.redis';
import { drainLineEvents } from '../line-events';
import { findLine } from '../lines';
import { findPlace, joinLine } from '../places';
import { aPerson, dropFields, giveTicket, people, setCounter, setLine } from '../testing.redis';
import { forgetLine, readClock } from '../waiting-room.redis';
import { archiveDraws, openDrawFile } from './archive';
import { drawFileSchema } from './draw.schema';
import { findPlaceProof, findReceipt } from './own-proof';
import { aDrawnLobby, aLobby, closeList } from './testing';
import {
  isReceiptTrue,
  type Step,
  verifyDraw,
  verifyEntrants,
  verifyPlace,
} from './verifier/verify';
import { findDraw } from './view-draw';

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof Refusal ? error.code : `fault: ${String(error)}`),
  );
const statesOf = (steps: Step[]) =>
  Object.fromEntries(steps.map(({ step, state }) => [step, state]));
const numbersOf = (line: string, lobby: Parameters<typeof findPlace>[0][]) =>
  Promise.all(lobby.map(async (person) => (await findPlace(person, line)).number));

async function readFile(line: string) {
  await archiveDraws(0);
  let text = '';
  for await (const piece of await openDrawFile(line)) text += piece;
  return drawFileSchema.parse(JSON.parse(text));
}

test('a lobby is drawn by seed, list and beacon, and everybody can check it and their own place', async () => {
  const { line, lobby } = await aDrawnLobby(300);
  const draw = await findDraw(line);
  expect(draw).toMatchObject({ state: 'drawn', result: { trust: 'beacon' }, list: { size: 300 } });
  expect(statesOf(verifyDraw(draw))).toEqual({
    ...{ commitment: 'proven', list: 'proven', time: 'proven', beacon: 'proven', key: 'proven' },
  });
  const numbers = await numbersOf(line, lobby);
  expect(numbers.toSorted((a, b) => a! - b!)).toEqual(lobby.map((_, index) => index + 1));
  for (const at of [0, 1, 255, 256, 299]) {
    const proof = await findPlaceProof(lobby[at]!, line);
    expect(proof.number).toBe(numbers[at]);
    expect(statesOf(verifyPlace(draw, proof))).toEqual({ place: 'proven', number: 'proven' });
  }
  const file = await readFile(line);
  expect(statesOf(verifyEntrants(file))).toEqual({ entrants: 'proven', order: 'proven' });
  expect(file.entrants.map(([, number]) => number)).toEqual(numbers);
  expect((await findPlace(lobby[0]!, line)).line.draw).toMatchObject({
    state: 'drawn',
    trust: 'beacon',
  });
});

test('the first people are called up in the tick of the draw', async () => {
  const { line, lobby } = await aDrawnLobby(20);
  const states = await Promise.all(lobby.map(async (p) => (await findPlace(p, line)).state));
  expect(states).toContain('invited');
});

test('before the draw the seed is nowhere to be seen, and the promise and the list are', async () => {
  const { line, lobby } = await aLobby(3);
  const promised = await findDraw(line);
  expect(promised).toMatchObject({ state: 'committed', list: null, result: null });
  expect((await findLine(line)).draw).toMatchObject({ state: 'committed', trust: null });
  expect(await codeOf(findPlaceProof(lobby[0]!, line))).toBe('list_not_closed');
  await closeList(line);
  const closed = await findDraw(line);
  expect(closed).toMatchObject({ state: 'frozen', list: { size: 3 }, result: null });
  expect((await findLine(line)).draw).toMatchObject({ state: 'frozen', trust: null });
  const proof = await findPlaceProof(lobby[0]!, line);
  expect(proof).toMatchObject({ ticket: 1, number: null, root: closed.list!.root });
  const late = aPerson();
  await joinLine(late, line);
  expect(await codeOf(findPlaceProof(late, line))).toBe('not_in_lobby');
  expect(await codeOf(findPlaceProof(aPerson(), line))).toBe('no_place');
});

test('moving the opening replaces the promise until the list is closed, and then no more', async () => {
  const { line } = await aLobby(2);
  const first = await findDraw(line);
  await setLine(line, { opensAt: (await readClock()) + 90_000 });
  const second = await findDraw(line);
  expect(second.commitment.seedHash).toBe(first.commitment.seedHash);
  expect(second.commitment.round! - first.commitment.round!).toBeGreaterThanOrEqual(9);
  expect(second.earlier).toEqual([
    { round: first.commitment.round, committedAt: first.commitment.committedAt },
  ]);
  await closeList(line);
  const third = await findDraw(line);
  await setLine(line, { opensAt: (await readClock()) + 120_000 });
  expect((await findDraw(line)).commitment).toEqual(third.commitment);
});

test('without the beacon’s word in time the lobby is drawn all the same, and says who could have chosen', async () => {
  const { line, lobby } = await aLobby(5);
  await closeList(line);
  const silent = { ...(await findDraw(line)).commitment.beacon!, publicKey: 'a'.repeat(192) };
  await setCounter(line, 'beacon', JSON.stringify(silent));
  await setCounter(line, 'opensAt', (await readClock()) - 1_000);
  await tendLine(line);
  expect(await findDraw(line)).toMatchObject({ state: 'frozen' });
  await setCounter(line, 'opensAt', (await readClock()) - 3_000);
  await tendLine(line);
  const draw = await findDraw(line);
  expect(draw.result).toMatchObject({ trust: 'operator', beacon: null });
  expect((await findLine(line)).draw).toMatchObject({ state: 'drawn', trust: 'operator' });
  expect(new Set(await numbersOf(line, lobby)).size).toBe(5);
});

test('a list that comes out after the round has the operator’s word only', async () => {
  const { line } = await aLobby(5);
  await setLine(line, { opensAt: (await readClock()) - 1 });
  await tendLine(line);
  const draw = await findDraw(line);
  expect(draw.result).toMatchObject({ trust: 'operator', beacon: null });
  expect(statesOf(verifyDraw(draw))).toEqual({
    ...{ commitment: 'proven', list: 'proven', key: 'proven' },
    ...{ time: 'unproven', beacon: 'unproven' },
  });
});

test('a Redis that lost the draw is given the same again', async () => {
  const { line, lobby } = await aDrawnLobby(300); // two blocks of the tree, the second one not full
  const [draw, numbers] = [await findDraw(line), await numbersOf(line, lobby)];
  const made = ['root', 'rootAt', 'drawKey', 'drawTrust', 'drawnAt', 'lobbySize', 'treeBlocks'];
  await dropFields(line, made);
  await setCounter(line, 'issued', 5_000); // a new epoch jumps
  await tendLine(line);
  const again = await findDraw(line);
  expect(again.list).toEqual(draw.list);
  expect(again.result).toEqual({ ...draw.result, drawnAt: again.result!.drawnAt });
  expect(await numbersOf(line, lobby)).toEqual(numbers);
  expect(await findPlaceProof(lobby[0]!, line)).toMatchObject({ number: numbers[0] });
});

test('a list that Redis lost with places of it is the same list again: who brings a place back late, or never, breaks nobody’s proof', async () => {
  const { line, lobby } = await aLobby(270);
  await tendLine(line);
  const forget = await forgetSince(line);
  const lost = people(20);
  const places = await Promise.all(lost.map((person) => joinLine(person, line)));
  await closeList(line);
  const { list } = await findDraw(line);
  await forget();
  await restartRedis(line);
  const opensAt = await closeList(line);
  await openDoor(line);
  await tendLine(line);
  expect(list!.size).toBe(290);
  expect((await findDraw(line)).list).toEqual(list);

  await joinLine(lost[3]!, line, places[3]!.joinToken);
  await setCounter(line, 'opensAt', opensAt);
  await wait(Math.max(0, opensAt - (await readClock())) + 5);
  await tendLine(line);
  const draw = await findDraw(line);
  for (const person of [lobby[0]!, lobby[269]!, lost[3]!]) {
    const proof = await findPlaceProof(person, line);
    expect(statesOf(verifyPlace(draw, proof))).toEqual({ place: 'proven', number: 'proven' });
  }
  const file = await readFile(line);
  expect(statesOf(verifyEntrants(file))).toEqual({ entrants: 'proven', order: 'proven' });
});

test('a draw can be checked after Redis has forgotten the line', async () => {
  const { line } = await aDrawnLobby(10);
  const file = await readFile(line);
  await forgetLine(line);
  await setLine(line, { closesAt: (await readClock()) - 1 }); // as a look from Postgres would bring it back
  const kept = await readFile(line);
  expect(kept).toEqual({
    ...file,
    opensAt: expect.any(String) as string, // the test moved it
    result: { ...file.result, drawnAt: expect.any(String) as string },
  });
  expect([...verifyDraw(kept), ...verifyEntrants(kept)].every((s) => s.state === 'proven')).toBe(
    true,
  );
});

test('the file of a draw waits for its archive', async () => {
  const { line } = await aDrawnLobby(3);
  expect(await codeOf(openDrawFile(line))).toBe('draw_not_ready');
  await archiveDraws(0);
  expect(await codeOf(openDrawFile(line))).toBe('none');
});

test('a process writes a few files at once, and the next one is told to come back', async () => {
  const { line } = await aDrawnLobby(3);
  await archiveDraws(0);
  const open = await Promise.all([1, 2, 3, 4].map(() => openDrawFile(line)));
  const iterators = open.map((pieces) => pieces[Symbol.asyncIterator]());
  await Promise.all(iterators.map((iterator) => iterator.next()));
  expect(await codeOf(openDrawFile(line))).toBe('too_many_requests');
  await iterators[0]!.return!();
  expect(await codeOf(openDrawFile(line))).toBe('none');
  await Promise.all(iterators.map((iterator) => iterator.return!()));
});

test('of two workers that tend a lobby at once, one publishes and draws', async () => {
  const { line } = await aLobby(3);
  await closeList(line);
  await setCounter(line, 'opensAt', (await readClock()) - 4_000);
  await Promise.all([tendLine(line, 'one'), tendLine(line, 'two'), tendLine(line, 'one')]);
  await tendLine(line);
  await drainLineEvents();
  const events = await prisma.lineEvent.findMany({ where: { scheduleId: line } });
  const times = (kind: string) => events.filter((event) => event.kind === kind).length;
  expect([times('frozen'), times('listed'), times('drawn')]).toEqual([1, 1, 1]);
});

test('a receipt says what the place was, and a changed one is none', async () => {
  const { line, lobby } = await aLobby(2);
  const early = await findReceipt(lobby[0]!, line);
  expect(early.receipt).toMatchObject({ ticket: 1, number: null, root: null, trust: null });
  expect(Math.abs(Date.parse(early.receipt.joinedAt!) - Date.now())).toBeLessThan(10_000);
  expect(isReceiptTrue(early)).toBe(true);
  await closeList(line);
  const closed = await findReceipt(lobby[0]!, line);
  expect(closed.receipt.root).toBe((await findDraw(line)).list!.root);
  const receipt = { ...closed.receipt, ticket: 2 };
  expect(isReceiptTrue({ ...closed, receipt })).toBe(false);
  expect(isReceiptTrue({ ...closed, publicKey: '0'.repeat(64) })).toBe(false);
  expect(await codeOf(findReceipt(aPerson(), line))).toBe('no_place');
});

test('whose place came back after the list was out is told that it is not in it', async () => {
  const { line, lobby } = await aLobby(3);
  await setCounter(line, 'issued', 4); // a ticket that was lost
  await closeList(line);
  const back = aPerson();
  await giveTicket(line, back.id, 4);
  expect(await codeOf(findPlaceProof(back, line))).toBe('not_in_list');
  expect(await codeOf(findPlaceProof(lobby[0]!, line))).toBe('none');
});

test('Postgres keeps a list and an outcome whole or not at all', async () => {
  const { line } = await aDrawnLobby(2);
  const where = { scheduleId: line };
  await expect(prisma.draw.update({ where, data: { root: null } })).rejects.toThrow(/draws_/);
  await expect(prisma.draw.update({ where, data: { trust: 'operator' } })).rejects.toThrow(/trust/);
});

import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { expect } from 'vitest';
import { auditAll } from '@/server/audit';
import { tendLine } from '../admission';
import { findPlaceProof } from '../draw/own-proof';
import { verifyPlace } from '../draw/verifier/verify';
import { findDraw } from '../draw/view-draw';
import { drainEventsOf } from '../line-events';
import { findLineNumbers } from '../lines';
import { verifyPass } from '../pass-token';
import { aLine, passCopy, setCounter } from '../testing.redis';
import { readClock } from '../waiting-room.redis';
import { eventually, type Visitor } from './visitor';

/** As people join, as their list is out, as they are drawn, and as they go in. */
export type Moment = 'joining' | 'listed' | 'drawn' | 'entering';
export type Rush = { line: string; crowd: Visitor[]; late: Visitor[] };

type Plan = {
  /** Everybody who comes, with the line's id; the last five come when the list is out. */
  crowd: (line: string) => Visitor[];
  /** Kills, starts again, and answers the ids of the passes that Redis forgot with it. */
  kill: (moment: Moment, rush: Rush) => Promise<string[]>;
  /** The line has no worker. */
  isUntended: boolean;
  /** How often somebody looks. */
  lookEveryMs: number;
};

const capacity = 8;
const [freezeAfterMs, openAfterMs] = [6_500, 15_000];
const [joinForMs, stayMs] = [3_600, 500];

/**
 * A whole rush through four kills: joining, the list, the draw, admission. Whatever was forgotten, everybody has one ticket
 * and one number, the list that was published stays, numbers are those of the draw, everybody gets in, and again only
 * whose entry was forgotten; never are more inside than fit; and the audit finds nothing. Answers who came, and which of
 * their passes were followed by another.
 */
export async function expectOrderThroughKills(
  plan: Plan,
): Promise<{ crowd: Visitor[]; again: string[] }> {
  const from = await readClock();
  const line = await aLine({ opensAt: from + openAfterMs, capacity });
  await setCounter(line, 'freezesAt', from + freezeAfterMs);
  const crowd = plan.crowd(line);
  const [early, late] = [crowd.slice(0, -5), crowd.slice(-5)];
  const rush = { line, crowd, late };
  const busy = beBusy(rush, plan);

  const coming = comeIn(early);
  await eventually(async () => early.filter(hasTicket).length >= (early.length * 3) / 4);
  await plan.kill('joining', rush);
  await coming;

  await eventually(async () => (await findDraw(line)).list !== null);
  const { list } = await findDraw(line);
  await Promise.all(late.map((visitor) => visitor.join()));
  await plan.kill('listed', rush);

  await eventually(async () => crowd.some(({ place }) => place!.number !== null));
  const lost = await plan.kill('drawn', rush);
  // They go in and out in waves: somebody is in, to be forgotten there.
  const isIn = (visitor: Visitor) => visitor.place!.state === 'inside' && !busy.done.has(visitor);
  await eventually(async () => busy.done.size >= crowd.length / 3 && crowd.some(isIn));
  lost.push(...(await plan.kill('entering', rush)));
  await eventually(async () => busy.done.size === crowd.length);
  await busy.stop();

  expect((await findDraw(line)).list).toEqual(list);
  await expectOnePlaceEach(rush);
  const given = crowd.map(passIdsOf);
  expect(given.every((passIds) => passIds.length > 0)).toBe(true);
  const again = given.flatMap((passIds) => passIds.slice(0, -1));
  expect(again.filter((passId) => !lost.includes(passId))).toEqual([]);
  expect(busy.most.inside).toBe(capacity);
  expect(busy.most.passes).toBeLessThanOrEqual(capacity);
  expect((await auditAll()).filter(({ violations }) => violations > 0)).toEqual([]);
  return { crowd, again };
}

const passIdsOf = ({ passes }: Visitor) => [
  ...new Set(passes.map((token) => verifyPass(token)!.passId)),
];
const hasTicket = (visitor: Visitor) => visitor.ticket !== null;

/** A few each tenth of a second. */
async function comeIn(crowd: Visitor[]): Promise<void> {
  const joining = crowd.map(async (visitor, index) => {
    await setTimeout((index * joinForMs) / crowd.length);
    await visitor.join();
  });
  await Promise.all(joining);
}

/** Somebody with the page open goes in when called, stays for a moment and leaves; and once more where that was forgotten. */
async function visit(visitor: Visitor, done: Set<Visitor>): Promise<void> {
  if (!hasTicket(visitor)) return;
  const { state } = await visitor.look();
  if (state === 'left') done.add(visitor);
  else if (done.has(visitor)) await visitor.leave();
  else if (state === 'invited') await visitor.enter();
  else if (state === 'inside') {
    await setTimeout(stayMs);
    if ((await visitor.look()).state === 'inside') await visitor.leave();
  }
}

/** All that goes on in a line; who has been inside, and the most that were so at once, by the line and by their passes. */
function beBusy({ line, crowd }: Rush, { isUntended, lookEveryMs }: Plan) {
  const done = new Set<Visitor>();
  const most = { inside: 0, passes: 0 };
  const count = async () => {
    const copies = await Promise.all(crowd.map(({ account }) => passCopy(line, account.id)));
    most.passes = Math.max(most.passes, copies.filter(Boolean).length);
    most.inside = Math.max(most.inside, (await findLineNumbers(line)).inside);
  };
  const works = [
    keepOn(count, 30),
    ...crowd.map((visitor) => keepOn(() => visit(visitor, done), lookEveryMs)),
  ];
  if (isUntended)
    works.push(
      keepOn(() => tendLine(line), 50),
      keepOn(() => drainEventsOf(line), 100),
    );
  return { most, done, stop: () => Promise.all(works.map((stop) => stop())) };
}

/** Does something over and over, whatever it runs into. Resolves, once it is told to stop, when it has. */
function keepOn(work: () => Promise<unknown>, everyMs: number): () => Promise<void> {
  let isOver = false;
  const run = async () => {
    while (!isOver) {
      await work().catch(() => undefined);
      await setTimeout(everyMs);
    }
  };
  const running = run();
  return () => {
    isOver = true;
    return running;
  };
}

/** Each was told one ticket and one number, no two the same, and that of the draw. */
async function expectOnePlaceEach({ line, crowd }: Rush): Promise<void> {
  for (const { told } of crowd) expect([told.tickets.size, told.numbers.size]).toEqual([1, 1]);
  expect(new Set(crowd.map(({ place }) => place!.number)).size).toBe(crowd.length);
  const draw = await findDraw(line);
  for (const { account, place, ticket } of crowd) {
    if (ticket! > draw.list!.size) continue;
    const proof = await findPlaceProof(account, line);
    expect(proof.number).toBe(place!.number);
    expect(verifyPlace(draw, proof).map(({ state }) => state)).toEqual(['proven', 'proven']);
  }
}

/** What a Redis that has come back knows, and what it has forgotten of that which people were told. */
export async function readMemory(url: string, { line, crowd }: Rush) {
  const client = new Redis(url);
  const places = new Set(await client.hkeys(`{q:${line}}:places`));
  const passes = new Set(await client.hvals(`{q:${line}}:passes`));
  const [root, drawKey] = await client.hmget(`{q:${line}}:line`, 'root', 'drawKey');
  client.disconnect();
  return {
    hasList: root !== null,
    hasDraw: drawKey !== null,
    places: places.size,
    forgotten: crowd.filter((visitor) => hasTicket(visitor) && !places.has(visitor.account.id)),
    lostPasses: crowd.flatMap(passIdsOf).filter((passId) => !passes.has(passId)),
  };
}

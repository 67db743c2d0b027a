import { beforeEach, expect, test } from 'vitest';
import { takeOrRenewLease } from '@/server/platform/lease';
import { lineRedis } from '@/server/platform/redis';
import { joinLine } from '../places';
import { aLine, aPerson, dumpRedis, people, setCounter } from '../testing.redis';
import { leaseName, readClock } from '../waiting-room.redis';
import {
  appendInRedis,
  commitInRedis,
  makeDrawInRedis,
  publishInRedis,
  readDraw,
  readLeaves,
  readOwners,
  readTree,
} from './draw.redis';
import { growTree, rootOfList } from './tree';
import { rootOf } from './verifier/merkle';

let line: string;
let token: number;
const promise = { seed: 'another', seedHash: 'hash', beacon: null };
const list = {
  size: 2,
  root: 'root',
  rootAtMs: 2,
  frozenAtMs: 1,
  signature: 's',
  keyId: 'k',
  round: 5,
};
const outcome = { key: 'key', trust: 'operator', beaconSignature: null } as const;

beforeEach(async () => {
  line = await aLine({ opensAt: (await readClock()) + 60_000 });
  token = (await takeOrRenewLease(leaseName(line), 60_000, lineRedis(), 'leader'))!;
});

const ofLine = async () => (await dumpRedis({ [line]: 'L' }))['{q:L}:line'];
const joinMany = async (count: number) => {
  const crowd = people(count);
  for (const person of crowd) await joinLine(person, line);
  return crowd;
};

test('commit-draw keeps the first seed, promises anew until the freeze, and the same once', async () => {
  const { seed, beaconRound } = (await readDraw(line))!;
  expect(await commitInRedis(line, promise)).toBe('committed');
  expect(await commitInRedis(line, promise)).toBe('same');
  expect(await readDraw(line)).toMatchObject({ seed, beacon: null, beaconRound: null });
  expect((await readDraw(line))!.earlier).toMatchObject([{ round: String(beaconRound) }]);
  await setCounter(line, 'lobbySize', 0);
  expect(await commitInRedis(line, promise)).toBe('frozen');
  expect(await commitInRedis('0197a0a0-0000-7000-8000-00000000000f', promise)).toBe('unconfigured');
});

test('append-leaves takes blocks in order from the leader, and none while places are given back', async () => {
  const blocks = { first: 0, leaves: Buffer.alloc(256 * 32, 1), roots: Buffer.alloc(32, 2) };
  const at = { treeBlocks: 0, treeChanges: 0 };
  expect(await appendInRedis(line, token - 1, at, blocks)).toBe(false);
  expect(await appendInRedis(line, token, { ...at, treeBlocks: 1 }, blocks)).toBe(false);
  expect(await appendInRedis(line, token, { ...at, treeChanges: 1 }, blocks)).toBe(false);
  expect(await readTree(line)).toHaveLength(0);
  expect(await appendInRedis(line, token, at, blocks)).toBe(true);
  expect(await appendInRedis(line, token, at, blocks)).toBe(false);
  const second = { ...blocks, first: 1 };
  expect(await appendInRedis(line, token, { ...at, treeBlocks: 1 }, second)).toBe(true);
  expect(await readTree(line)).toEqual(Buffer.alloc(64, 2));
  expect(await readLeaves(line, 257, 1)).toEqual(Buffer.alloc(32, 1));
  const anew = { ...blocks, roots: Buffer.alloc(32, 3) };
  expect(await appendInRedis(line, token, { ...at, treeBlocks: 2 }, anew)).toBe(true);
  expect((await readDraw(line))!.treeBlocks).toBe(1);
  expect((await readTree(line)).subarray(0, 32)).toEqual(Buffer.alloc(32, 3));
});

test('publish-list publishes once, from the leader, and only a closed list', async () => {
  expect(await publishInRedis(line, token, list)).toBe(false);
  await setCounter(line, 'lobbySize', 2);
  expect(await publishInRedis(line, token - 1, list)).toBe(false);
  expect(await publishInRedis(line, token, list)).toBe(true);
  const before = await ofLine();
  expect(await publishInRedis(line, token, { ...list, root: 'other' })).toBe(true);
  expect(await ofLine()).toEqual(before);
  expect(await readDraw(line)).toMatchObject({
    ...{ root: 'root', lobbySize: 2, beaconRound: 5, frozenAt: 1 },
  });
});

test('make-draw draws once, not early, not from another list, and only by the leader', async () => {
  await setCounter(line, 'lobbySize', 2);
  await publishInRedis(line, token, list);
  expect(await makeDrawInRedis(line, token, list, outcome)).toBe(false);
  await setCounter(line, 'opensAt', (await readClock()) - 1);
  expect(await makeDrawInRedis(line, token - 1, list, outcome)).toBe(false);
  expect(await makeDrawInRedis(line, token, { ...list, root: 'other' }, outcome)).toBe(false);
  expect((await readDraw(line))!.drawKey).toBeNull();
  expect(await makeDrawInRedis(line, token, list, outcome)).toBe(true);
  expect(await makeDrawInRedis(line, token, list, { ...outcome, key: 'second' })).toBe(true);
  expect((await readDraw(line))!.drawKey).toBe('key');
});

test('the tree that grew as people came is the one that is made at once', async () => {
  await joinMany(260);
  await growTree(line, token, (await readDraw(line))!);
  expect((await readDraw(line))!.treeBlocks).toBe(1);
  await joinMany(300);
  await growTree(line, token, (await readDraw(line))!);
  await setCounter(line, 'lobbySize', 560);
  const grown = await rootOfList(line, token, (await readDraw(line))!);
  const leaves = await readLeaves(line, 1, 560);
  expect(Buffer.from(rootOf(leaves)).toString('hex')).toBe(grown);
  await setCounter(line, 'treeBlocks', 0);
  expect(await rootOfList(line, token, (await readDraw(line))!)).toBe(grown);
});

test('the roll’s owners are read in order, and a ticket that was lost has none', async () => {
  const [ann, bob] = [aPerson(), aPerson()];
  await joinLine(ann, line);
  await setCounter(line, 'issued', 2);
  await joinLine(bob, line);
  expect(await readOwners(line, 1, 4)).toEqual([ann.id, '', bob.id, '']);
});

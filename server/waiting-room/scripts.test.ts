import { beforeEach, expect, test } from 'vitest';
import { takeOrRenewLease } from '@/server/platform/lease';
import { lineRedis } from '@/server/platform/redis';
import { extendInRedis } from './extend-pass.redis';
import { joinLine } from './places';
import { age, ageSeen, aLine, aPerson, dumpRedis, fillLine, people } from './testing.redis';
import { joinInRedis, joinWithOthers } from './join-line.redis';
import { readPlace } from './read-place.redis';
import {
  finishInRedis,
  leaveInRedis,
  enterInRedis,
  expireInRedis,
  inviteInRedis,
  leaseName,
  touchInRedis,
} from './waiting-room.redis';
import { placesPerLineMax } from './waiting-room.schema';

const [ann, bob, cas] = [aPerson(), aPerson(), aPerson()];
const passId = '0197a0a0-0000-7000-8000-0000000000aa';
let line: string;
let token: number;

beforeEach(async () => {
  line = await aLine({ ratePerMinute: 600, capacity: 2 });
  token = (await takeOrRenewLease(leaseName(line), 60_000, lineRedis(), 'leader'))!;
});

/** All of Redis, without what the fixture wrote. */
async function dump() {
  const names = {
    [line]: 'L',
    [ann.id]: 'ann',
    [bob.id]: 'bob',
    [cas.id]: 'cas',
    [passId]: 'pass',
  };
  const all = await dumpRedis(names);
  for (const known of ['lines', 'lease:{q:L}', 'lease:{q:L}:token']) delete all[known];
  const settings =
    /At$|^ratePerMinute|^autoRate|^capacity|^paused|^verifiedOnly|^identityOnly|^passMs|^inviteMs|^graceMs|^seed|^beacon|^presaleShare/;
  const counters = Object.entries(all['{q:L}:line'] as object).filter(
    ([name]) => !settings.test(name) && !/^moved|^trail|^run$|^epoch$|^join/.test(name),
  );
  return { ...all, '{q:L}:line': Object.fromEntries(counters) } as Record<string, unknown>;
}

test('join-line gives tickets in order, writes the roll and freezes the lobby when that is due', async () => {
  expect(await joinInRedis(line, ann)).toEqual({ status: 'joined', ticket: 1 });
  expect(await joinInRedis(line, bob)).toEqual({ status: 'joined', ticket: 2 });
  expect(await joinInRedis(line, ann)).toEqual({ status: 'again', ticket: 1 });
  expect(await dump()).toEqual({
    '{q:L}:line': { lobbySize: '0', issued: '2', waiting: '2' },
    '{q:L}:places': { ann: '1', bob: '2' },
    '{q:L}:roll': 'annw|now;bobw|now;',
    '{q:L}:events': [
      ...['kind', 'frozen', 'lobbySize', '0'],
      ...['kind', 'joined', 'account', 'ann', 'ticket', '1'],
      ...['kind', 'joined', 'account', 'bob', 'ticket', '2'],
    ],
  });
});

/** How many runs of scripts Redis has seen. */
async function countRuns(): Promise<number> {
  const stats = await lineRedis().info('commandstats');
  return Number(/^cmdstat_evalsha:calls=(\d+)/m.exec(stats)![1]);
}

test('who joins in one turn of the event loop shares a run of join-line, and is answered alone', async () => {
  await joinInRedis(line, ann);
  const before = await countRuns();
  const joined = await Promise.all([ann, bob, bob, cas].map((each) => joinWithOthers(line, each)));
  expect(await countRuns()).toBe(before + 1);
  expect(joined.map(({ status, ticket }) => [status, ticket])).toEqual([
    ['again', 1],
    ['joined', 2],
    ['again', 2],
    ['joined', 3],
  ]);
  for (const { line: read } of joined) expect(read).toMatchObject({ issued: 3, waiting: 3 });
  await Promise.all(people(250).map((each) => joinWithOthers(line, each)));
  expect(await countRuns()).toBe(before + 4);
});

test('of those who join together some are refused, and the others have their places', async () => {
  const strict = await aLine({ verifiedOnly: true });
  const crowd = [ann, bob, cas].map((each) => ({ ...each, emailVerified: each !== bob }));
  const joined = await Promise.all(crowd.map((each) => joinWithOthers(strict, each)));
  expect(joined.map(({ status }) => status)).toEqual(['joined', 'unverified', 'joined']);
  const known = await aLine({ identityOnly: true });
  const twins = crowd.slice(0, 2).map(({ id }) => ({ id, emailVerified: true, identity: 'one' }));
  const ofKnown = await Promise.all([...twins, cas].map((each) => joinWithOthers(known, each)));
  expect(ofKnown.map(({ status }) => status)).toEqual([
    'joined',
    'identity_in_line',
    'unidentified',
  ]);
});

test('join-line refuses one place more than a line has at most', async () => {
  await fillLine(line, placesPerLineMax - 1);
  expect(await joinInRedis(line, ann)).toEqual({ status: 'joined', ticket: placesPerLineMax });
  expect(await joinInRedis(line, bob)).toEqual({ status: 'full', ticket: 0 });
  expect(await joinInRedis(line, ann)).toEqual({ status: 'again', ticket: placesPerLineMax });
  await expect(joinLine(aPerson(), line)).rejects.toMatchObject({ code: 'line_full' });
});

test('invite-places calls up the next numbers that fit capacity, and says how many more it wants', async () => {
  for (const person of [ann, bob, cas]) await joinInRedis(line, person);
  const asked = await inviteInRedis(line, token, 0, []);
  expect(asked).toEqual({ status: 'open', cursor: 0, issued: 3, lobbySize: 0, wanted: 2 });
  const reply = await inviteInRedis(line, token, 0, [1, 2, 3]);
  expect(reply).toEqual({ status: 'open', cursor: 2, issued: 3, lobbySize: 0, wanted: 0 });
  const after = await dump();
  expect(after).toMatchObject({
    '{q:L}:line': { cursor: '2', issued: '3', waiting: '1', lobbySize: '0' },
    '{q:L}:roll': 'anni|now;bobi|now;casw|now;',
    '{q:L}:invited': { '1': 'now+60', '2': 'now+60' },
  });
  expect((after['{q:L}:events'] as string[]).slice(-16)).toEqual([
    ...['kind', 'invited', 'account', 'ann', 'ticket', '1', 'number', '1'],
    ...['kind', 'invited', 'account', 'bob', 'ticket', '2', 'number', '2'],
  ]);
  expect(Object.keys(after)).toEqual([
    '{q:L}:events',
    '{q:L}:invited',
    '{q:L}:line',
    '{q:L}:places',
    '{q:L}:roll',
  ]);
});

test('invite-places ignores tickets that were reckoned from another cursor', async () => {
  for (const person of [ann, bob]) await joinInRedis(line, person);
  await inviteInRedis(line, token, 1, [2]);
  expect(await dump()).toMatchObject({ '{q:L}:roll': 'annw|now;bobw|now;' });
});

test('a leader with an old fencing token moves nothing', async () => {
  await joinInRedis(line, ann);
  const before = await dump();
  expect(await inviteInRedis(line, token - 1, 0, [1])).toMatchObject({ status: 'fenced' });
  expect(await expireInRedis(line, token - 1)).toBeNull();
  expect(await dump()).toEqual(before);
});

test('invite-places passes over who is away, and touch-places brings them back to the front', async () => {
  for (const person of [ann, bob, cas]) await joinInRedis(line, person);
  await ageSeen(line, ann.id, 200_000);
  await inviteInRedis(line, token, 0, [1, 2]);
  expect(await dump()).toMatchObject({
    '{q:L}:line': { cursor: '2', waiting: '1' },
    '{q:L}:roll': 'anna|now;bobi|now;casw|now;',
    '{q:L}:passed': { '1': '1' },
    '{q:L}:invited': { '2': 'now+60' },
  });

  expect(await touchInRedis(line, [ann.id, cas.id])).toBe(1);
  const back = await dump();
  expect(back).toMatchObject({
    '{q:L}:line': { waiting: '2' },
    '{q:L}:roll': 'annw|now;bobi|now;casw|now;',
    '{q:L}:returned': { '1': '1' },
  });
  expect(back).not.toHaveProperty('{q:L}:passed');

  await inviteInRedis(line, token, 2, [3]);
  expect(await dump()).toMatchObject({
    '{q:L}:roll': 'anni|now;bobi|now;casw|now;',
    '{q:L}:invited': { '1': 'now+60', '2': 'now+60' },
  });
});

test('touch-places ends the place of somebody who stays away for too long after being passed over', async () => {
  for (const person of [ann, bob]) await joinInRedis(line, person);
  for (const person of [ann, bob]) await ageSeen(line, person.id, 700_000);
  await inviteInRedis(line, token, 0, [1, 2]);
  await ageSeen(line, ann.id, 601_000);
  await ageSeen(line, bob.id, 590_000);
  expect(await touchInRedis(line, [bob.id])).toBe(1);
  expect(await touchInRedis(line, [ann.id])).toBe(0);
  expect(await readPlace(line, ann.id)).toMatchObject({ state: 'lapsed', lapsed: 'invitation' });
  expect(await dump()).toMatchObject({ '{q:L}:returned': { '2': '2' } });
});

test('enter-line gives the pass once and takes the slot', async () => {
  await joinInRedis(line, ann);
  expect(await enterInRedis(line, ann.id, passId)).toMatchObject({ status: 'waiting' });
  await inviteInRedis(line, token, 0, [1]);
  expect(await enterInRedis(line, ann.id, passId)).toMatchObject({ status: 'entered', passId });
  expect(await enterInRedis(line, ann.id, 'another')).toMatchObject({ status: 'inside', passId });
  const after = await dump();
  expect(after).toMatchObject({
    '{q:L}:line': { waiting: '0', cursor: '1', noShow: '0.000000' },
    '{q:L}:roll': 'anne|now;',
    '{q:L}:inside': { '1': 'now+600' },
    '{q:L}:passes': { '1': 'pass' },
    '{q:L}:entries': { '1': 'now' },
  });
  expect(after).not.toHaveProperty('{q:L}:invited');
  expect((after['{q:L}:events'] as string[]).slice(-18)).toEqual([
    ...['kind', 'entered', 'account', 'ann', 'ticket', '1', 'pass', 'pass'],
    ...['at', 'now', 'inside', '1', 'capacity', '2', 'minute', '1', 'rate', '600'],
  ]);
});

test('extend-pass gives the whole time once more, once, and only inside', async () => {
  await joinInRedis(line, ann);
  await inviteInRedis(line, token, 0, [1]);
  expect(await extendInRedis(line, ann.id)).toMatchObject({ status: 'none' });
  await enterInRedis(line, ann.id, passId);
  expect(await extendInRedis(line, ann.id)).toMatchObject({ status: 'extended', passId });
  expect(await extendInRedis(line, ann.id)).toMatchObject({ status: 'used' });
  expect(await dump()).toMatchObject({
    '{q:L}:inside': { '1': 'now+1200' },
    '{q:L}:passes': { '1': 'pass' },
    '{q:L}:extended': ['1'],
  });
  await age(line, 'inside', 1_200_001);
  expect(await extendInRedis(line, ann.id)).toMatchObject({ status: 'none' });
});

test('expire-places ends passes and invitations that ran out, and counts the no-show', async () => {
  for (const person of [ann, bob]) await joinInRedis(line, person);
  await inviteInRedis(line, token, 0, [1, 2]);
  await enterInRedis(line, ann.id, passId);
  expect(await expireInRedis(line, token)).toEqual([]);
  await age(line, 'invited', 60_001);
  await age(line, 'inside', 600_001);
  await age(line, 'entries', 60_001);
  expect(await expireInRedis(line, token)).toEqual([{ accountId: ann.id, passId }]);
  const after = await dump();
  expect(after).toMatchObject({
    '{q:L}:line': { noShow: '0.020000' },
    '{q:L}:roll': 'annp|now;bobx|now;',
  });
  expect(Object.keys(after)).toEqual(['{q:L}:events', '{q:L}:line', '{q:L}:places', '{q:L}:roll']);
  expect(await enterInRedis(line, bob.id, passId)).toMatchObject({ status: 'lapsed' });
});

test('end-places frees whatever each person had', async () => {
  for (const person of [ann, bob, cas]) await joinInRedis(line, person);
  await inviteInRedis(line, token, 0, [1, 2]);
  await enterInRedis(line, ann.id, passId);
  const [ofBob, ofAnn] = [bob, ann].map(({ id }) => ({ accountId: id, passId }));
  expect(await finishInRedis(line, [ofBob!, { ...ofAnn!, passId: 'an older pass' }])).toEqual([]);
  expect(await finishInRedis(line, [ofBob!, ofAnn!])).toEqual([ofAnn]);
  expect(await leaveInRedis(line, bob.id)).toEqual({ accountId: bob.id, passId: '' });
  expect(await leaveInRedis(line, cas.id)).toEqual({ accountId: cas.id, passId: '' });
  expect(await leaveInRedis(line, cas.id)).toBeNull();
  const after = await dump();
  expect(after).toMatchObject({
    '{q:L}:line': { waiting: '0' },
    '{q:L}:roll': 'annd|now;bobl|now;casl|now;',
  });
  expect(Object.keys(after)).toEqual([
    '{q:L}:entries',
    '{q:L}:events',
    '{q:L}:line',
    '{q:L}:places',
    '{q:L}:roll',
  ]);
});

test('read-place says what the state has, and changes nothing', async () => {
  expect(await readPlace(line, ann.id)).toBeNull();
  await joinInRedis(line, ann);
  await inviteInRedis(line, token, 0, [1]);
  const before = await dump();
  const invited = await readPlace(line, ann.id);
  expect(invited).toMatchObject({ ticket: 1, state: 'invited', passUntilMs: 0, passId: '' });
  expect(invited!.invitedUntilMs).toBeGreaterThan(Date.now() + 55_000);
  expect(await dump()).toEqual(before);
});

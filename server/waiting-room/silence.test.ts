import { beforeEach, expect, test } from 'vitest';
import type { Account } from '@/server/platform/actor';
import { takeOrRenewLease } from '@/server/platform/lease';
import { lineRedis } from '@/server/platform/redis';
import { runAdmission, tendLine } from './admission';
import { findLine, findLineNumbers } from './lines';
import { enterLine, findPlace, joinLine } from './places';
import { noteRealtime } from './realtime-beat.redis';
import { ageBeat, ageSeen, aLine, aPerson, passTime, setCounter } from './testing.redis';
import { inviteInRedis, leaderLeaseMs, leaseName } from './waiting-room.redis';

/** Redis was out of reach or frozen, or no worker was there: longer than an invitation lasts, and no epoch. */
const outageMs = 70_000;

let line: string;
const [ann, bob, cas] = [aPerson(), aPerson(), aPerson()];

beforeEach(async () => {
  line = await aLine({ capacity: 2 });
  for (const person of [ann, bob, cas]) await joinLine(person, line);
});

const states = () =>
  Promise.all([ann, bob, cas].map(async (person) => (await findPlace(person, line)).state));

/** How long somebody has left to enter, as the page is told. */
async function secondsLeft(person: Account): Promise<number> {
  const { invitedUntil, line: seen } = await findPlace(person, line);
  return (Date.parse(invitedUntil!) - Date.parse(seen.serverNow)) / 1_000;
}

/** Time passes as it does while the line has a leader. */
async function passTended(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 4_000) {
    await passTime(line, 4_000);
    await tendLine(line);
  }
}

/** What was on its way when Redis froze, run first by the one that woke. */
async function inviteLate(): Promise<void> {
  const token = await takeOrRenewLease(leaseName(line), leaderLeaseMs, lineRedis());
  await inviteInRedis(line, token!, 0, [1, 2]);
}

test.each([
  ['a tick', () => tendLine(line)],
  ['the second half of a tick', inviteLate],
  ['somebody who enters', () => enterLine(ann, line)],
])(
  'behind a minute in which nobody tended the line everybody who was called has the full time anew: first comes %s',
  async (_, first) => {
    await tendLine(line);
    await passTended(8_000);
    expect(await states()).toEqual(['invited', 'invited', 'waiting']);
    expect(await secondsLeft(bob)).toBeLessThan(53);
    await passTime(line, outageMs);
    await first();
    await tendLine(line);
    expect(await secondsLeft(bob)).toBeGreaterThan(55);
    expect((await enterLine(ann, line)).state).toBe('inside');
    expect(await states()).toEqual(['inside', 'invited', 'waiting']);
    expect(await findLine(line)).toMatchObject({ epoch: 1 });

    await passTended(48_000);
    expect(await states()).toEqual(['inside', 'invited', 'waiting']);
    await passTended(20_000);
    expect(await states()).toEqual(['inside', 'lapsed', 'invited']);
  },
);

test('while nobody tends the line no invitation runs out, and the page is told so', async () => {
  await tendLine(line);
  await passTime(line, outageMs);
  expect(await secondsLeft(ann)).toBeGreaterThan(55);
  expect((await enterLine(ann, line)).state).toBe('inside');
  await passTime(line, outageMs);
  expect((await enterLine(bob, line)).state).toBe('inside');
});

test('a change of leaders is no such time: an invitation runs out as ever', async () => {
  await tendLine(line);
  await passTended(56_000);
  await passTime(line, 4_500);
  await tendLine(line);
  expect(await states()).toEqual(['lapsed', 'lapsed', 'invited']);
});

test.each([
  ['a tick', () => tendLine(line)],
  ['the second half of a tick', inviteLate],
])(
  'nobody is passed over for not having been heard while nobody tended the line: first comes %s',
  async (_, first) => {
    line = await aLine({ capacity: 0 });
    for (const person of [ann, bob]) await joinLine(person, line);
    await tendLine(line);
    for (const person of [ann, bob]) await ageSeen(line, person.id, 150_000);
    await passTime(line, 100_000);
    await setCounter(line, 'capacity', 2);
    await first();
    await tendLine(line);
    expect((await findLineNumbers(line)).invited).toBe(2);
  },
);

test('while every process of realtime is away nobody is called up, and nobody loses the turn', async () => {
  await noteRealtime();
  await runAdmission();
  await setCounter(line, 'capacity', 3);
  await ageBeat(6_000);
  await passTime(line, outageMs);
  await runAdmission();
  expect(await states()).toEqual(['invited', 'invited', 'waiting']);
  await noteRealtime();
  await runAdmission();
  expect(await states()).toEqual(['invited', 'invited', 'invited']);
  expect(await secondsLeft(ann)).toBeGreaterThan(55);
});

import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { drainBus } from '@/server/jobs/bus';
import { aFan, aSchedule, bearerOf, onceAs, type Person } from '@/server/testing';
import { configureLine, enterLine, joinLine, leaveLine, tendLine } from '@/server/waiting-room';
import { age } from '@/server/waiting-room/testing.redis';
import { chargeWallet } from '@/server/wallets';
import { api } from './app';

let here: string;
let elsewhere: string;
let ann: Person;
let ben: Person;
let annsPass: string;

beforeEach(async () => {
  [here, elsewhere] = [(await aSchedule()).id, (await aSchedule()).id];
  await Promise.all([configureLine(here), configureLine(elsewhere)]);
  [ann, ben] = [await aFan(), await aFan()];
  annsPass = await enter(ann);
});

/** Through the line: the pass that entering gives. */
async function enter(person: Person, scheduleId = here): Promise<string> {
  await joinLine(person, scheduleId);
  await tendLine(scheduleId);
  return (await enterLine(person, scheduleId)).pass!.token;
}

type Answer = { status: number; code?: string; id: string; total: number };

async function post(person: Person, path: string, body: unknown, pass?: string): Promise<Answer> {
  const response = await api.request(`/api${path}`, {
    method: 'POST',
    headers: {
      ...bearerOf(person),
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      ...(pass !== undefined && { 'openrun-pass': pass }),
    },
    body: JSON.stringify(body),
  });
  return { ...((await response.json()) as Answer), status: response.status };
}

const hold = (person: Person, pass?: string, seatId = 7, scheduleId = here) =>
  post(person, `/schedules/${scheduleId}/holds`, { seatIds: [seatId] }, pass);

async function buy(person: Person, pass: string): Promise<void> {
  const { id: holdId } = await hold(person, pass, 42);
  const { id: reservationId, total } = await post(person, '/reservations', { holdId });
  await chargeWallet(person, { amount: total, idempotency: onceAs(person) });
  expect(await post(person, '/payments', { reservationId, method: 'wallet' })).toMatchObject({
    status: 201,
  });
}

/** What ends the pass of somebody inside. */
const ends: Record<string, () => Promise<unknown>> = {
  'its expiry': async () => {
    await age(here, 'inside', 700_000);
    await tendLine(here);
  },
  leaving: () => leaveLine(ann, here),
  'leaving and coming back with another pass': async () => {
    await leaveLine(ann, here);
    await enter(ann);
  },
};

/** `{"accountId":…}` of one pass under the signature of another. */
const withClaimsOf = (claims: string, signed: string) =>
  `${claims.split('.')[0]}.${signed.split('.')[1]}`;

test('a pass lets the one who got it hold, and nobody without one', async () => {
  expect(await hold(ann, annsPass)).toMatchObject({ status: 201 });
  expect(await hold(ann)).toMatchObject({ status: 403, code: 'pass_required' });
});

describe('a pass holds nothing', () => {
  const refused = { status: 403, code: 'pass_required' };

  test('after the payment', async () => {
    await buy(ann, annsPass);
    await drainBus();
    expect(await hold(ann, annsPass)).toMatchObject(refused);
  });

  test.each(Object.entries(ends))('after %s', async (_, end) => {
    await end();
    expect(await hold(ann, annsPass)).toMatchObject(refused);
  });

  test('in anybody else’s hands, also of somebody who has one', async () => {
    expect(await hold(ben, annsPass)).toMatchObject(refused);
    await enter(ben);
    expect(await hold(ben, annsPass)).toMatchObject(refused);
  });

  test('of another schedule, also where one is inside', async () => {
    expect(await hold(ann, annsPass, 7, elsewhere)).toMatchObject(refused);
    await enter(ann, elsewhere);
    expect(await hold(ann, annsPass, 7, elsewhere)).toMatchObject(refused);
  });

  test('that is changed, cut or made up', async () => {
    const bensPass = await enter(ben);
    const forged = [
      withClaimsOf(bensPass, annsPass),
      withClaimsOf(annsPass, bensPass),
      annsPass.slice(0, -1),
      `${annsPass}.`,
      annsPass.split('.')[0]!,
      'pass',
      '.',
    ];
    for (const pass of forged)
      for (const person of [ann, ben]) expect(await hold(person, pass)).toMatchObject(refused);
  });
});

describe('what is held under a pass is not reserved', () => {
  test.each(Object.entries(ends))('after %s', async (_, end) => {
    const { id: holdId } = await hold(ann, annsPass);
    await end();
    expect((await post(ann, '/reservations', { holdId })).status).toBe(404);
    // The seat is free for the next one.
    expect(await hold(ben, await enter(ben))).toMatchObject({ status: 201 });
  });

  test('by anybody else', async () => {
    const { id: holdId } = await hold(ann, annsPass);
    await enter(ben);
    expect((await post(ben, '/reservations', { holdId })).status).toBe(404);
  });
});

test('a pass buys once: also before its place is ended, it holds nothing after the payment', async () => {
  await buy(ann, annsPass);
  expect(await hold(ann, annsPass)).toMatchObject({ status: 409, code: 'already_reserved' });
});

test('a reservation that waits for its payment is paid after the pass’s end', async () => {
  const { id: holdId } = await hold(ann, annsPass);
  const { id: reservationId, total } = await post(ann, '/reservations', { holdId });
  await leaveLine(ann, here);
  await chargeWallet(ann, { amount: total, idempotency: onceAs(ann) });
  const paid = await post(ann, '/payments', { reservationId, method: 'wallet' });
  expect(paid).toMatchObject({ status: 201 });
});

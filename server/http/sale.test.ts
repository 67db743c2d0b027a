import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { endPass } from '@/server/holds';
import { prisma } from '@/server/platform/db';
import { seatsRedis } from '@/server/platform/redis';
import { prepareSeats, seatKeys } from '@/server/seats';
import { aFan, aPass, aSchedule, bearerOf, onceAs, type Person } from '@/server/testing';
import { chargeWallet } from '@/server/wallets';
import { signPass } from '@/server/waiting-room';
import { api } from './app';

const unknown = '01890000-0000-7000-8000-000000000000';

let scheduleId: string;
let fan: Person;
let pass: string;

beforeEach(async () => {
  scheduleId = (await aSchedule()).id;
  fan = await aFan();
  pass = await passOf(fan);
});

async function passOf(person: Person) {
  const passId = await aPass(person, scheduleId);
  const expiresAt = Date.now() + 600_000;
  return signPass({ passId, accountId: person.id, scheduleId, expiresAt });
}

type Headers = Record<string, string | undefined>;
type Body = { id: string; code?: string; seats: { seatId: number }[]; ticketIds: string[] };

async function call(method: string, path: string, body?: unknown, headers: Headers = {}) {
  const given: Headers = {
    ...bearerOf(fan),
    'content-type': 'application/json',
    'idempotency-key': randomUUID(),
    'openrun-pass': pass,
    ...headers,
  };
  const set = Object.entries(given).filter((entry): entry is [string, string] => !!entry[1]);
  const response = await api.request(`/api${path}`, {
    method,
    headers: Object.fromEntries(set),
    body: typeof body === 'string' || body === undefined ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text ? JSON.parse(text) : null) as Body,
  };
}

const holdSeats = (seatIds: unknown, headers?: Headers) =>
  call('POST', `/schedules/${scheduleId}/holds`, { seatIds }, headers);

const refused = (status: number, code: string) =>
  expect.objectContaining({ status, body: expect.objectContaining({ code, status }) });

test('an id in capitals is the same schedule: one map, one line', async () => {
  const capitals = scheduleId.toUpperCase();
  const map = await call('GET', `/schedules/${capitals}/seats`);
  expect(map.body).toMatchObject({ scheduleId });
  await call('POST', `/queue/${scheduleId}/places`);
  const again = await call('POST', `/queue/${capitals}/places`);
  expect(again.body).toMatchObject({ scheduleId, number: 1, line: { issued: 1 } });
  expect(await seatsRedis().keys(`*${capitals}*`)).toEqual([]);
});

test('a seat goes from hold to ticket in three calls', async () => {
  await chargeWallet(fan, { amount: 1_000_000, idempotency: onceAs(fan) });
  const hold = await holdSeats([1, 2]);
  expect(hold.status).toBe(201);
  const reservation = await call('POST', '/reservations', { holdId: hold.body.id });
  expect(reservation.status).toBe(201);
  const pay = { reservationId: reservation.body.id, method: 'wallet' };
  const payment = await call('POST', '/payments', pay);
  expect(payment.status).toBe(201);
  expect(payment.body.ticketIds).toHaveLength(2);
  const found = await call('GET', `/payments/${payment.body.id}`);
  expect(found.body).toEqual(payment.body);
});

test('the snapshot says who holds what and is not sent twice', async () => {
  await holdSeats([1]);
  await new Promise((resume) => setTimeout(resume, 110)); // it may be a tenth of a second old
  const snapshot = await call('GET', `/schedules/${scheduleId}/seats`);
  expect(snapshot.body).toMatchObject({
    scheduleId,
    status: expect.stringMatching(/^01/) as string,
  });
  const etag = snapshot.headers.get('etag')!;
  const again = await call('GET', `/schedules/${scheduleId}/seats`, undefined, {
    'if-none-match': etag,
  });
  expect(again.status).toBe(304);
});

test('a hold can be read, given back seat by seat, and is nobody else’s', async () => {
  const { id } = (await holdSeats([1, 2])).body;
  const other = bearerOf(await aFan());
  expect(await call('GET', `/holds/${id}`, undefined, other)).toEqual(refused(404, 'not_found'));
  expect(await call('DELETE', `/holds/${id}`, undefined, other)).toEqual(refused(404, 'not_found'));
  expect((await call('DELETE', `/holds/${id}/seats/1`)).status).toBe(204);
  const { seats } = (await call('GET', `/holds/${id}`)).body;
  expect(seats.map(({ seatId }) => seatId)).toEqual([2]);
  expect((await call('DELETE', `/holds/${id}`)).status).toBe(204);
  expect(await call('GET', `/holds/${id}`)).toEqual(refused(404, 'not_found'));
});

describe('holding is refused', () => {
  test.each([
    ['no seats', []],
    ['nine seats', [1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ['a seat twice', [1, 1]],
    ['half a seat', [1.5]],
    ['a negative seat', [-1]],
    ['a seat as text', ['1']],
    ['no list', 1],
  ])('with %s', async (_, seatIds) => {
    expect(await holdSeats(seatIds)).toEqual(refused(422, 'invalid_input'));
    expect(await seatsRedis().hlen(seatKeys(scheduleId).owners)).toBe(0);
  });

  test('with a body that is no JSON', async () => {
    const answer = await call('POST', `/schedules/${scheduleId}/holds`, '{"seatIds":');
    expect(answer).toEqual(refused(422, 'invalid_input'));
  });

  test('with a body of a megabyte', async () => {
    const answer = await holdSeats('x'.repeat(1_000_000));
    expect(answer).toEqual(refused(413, 'body_too_large'));
  });

  test('without an idempotency key, and with one of 10,000 characters', async () => {
    const without = await holdSeats([1], { 'idempotency-key': undefined });
    expect(without).toEqual(refused(400, 'idempotency_key_required'));
    const long = await holdSeats([1], { 'idempotency-key': 'k'.repeat(10_000) });
    expect(long).toEqual(refused(422, 'invalid_input'));
  });

  test('to whoever is not signed in', async () => {
    const answer = await holdSeats([1], { authorization: undefined });
    expect(answer).toEqual(refused(401, 'sign_in_required'));
  });

  test('without a pass, with a forged one, and with somebody else’s', async () => {
    for (const bad of [undefined, `${pass}x`, 'a.b', await passOf(await aFan())]) {
      expect(await holdSeats([1], { 'openrun-pass': bad })).toEqual(refused(403, 'pass_required'));
    }
  });

  test('for a schedule that is not there', async () => {
    const answer = await call('POST', `/schedules/${unknown}/holds`, { seatIds: [1] });
    expect(answer).toEqual(refused(403, 'pass_required'));
    expect(await call('GET', `/schedules/${unknown}/seats`)).toEqual(refused(404, 'not_found'));
    expect(await call('GET', '/schedules/nonsense/seats')).toEqual(refused(422, 'invalid_input'));
  });

  test('for a blocked seat', async () => {
    scheduleId = (await aSchedule({ blockedSeats: [5] })).id;
    pass = await passOf(fan);
    expect(await holdSeats([5])).toEqual(refused(409, 'seat_taken'));
  });

  test('before the sale opens', async () => {
    const opensAt = new Date(Date.now() + 60_000);
    await prisma.schedule.update({ where: { id: scheduleId }, data: { opensAt } });
    await prepareSeats(scheduleId);
    expect(await holdSeats([1])).toEqual(refused(409, 'sale_not_open'));
  });

  test('once the sale is over', async () => {
    const closesAt = new Date(Date.now() - 1_000);
    const opensAt = new Date(Date.now() - 60_000);
    await prisma.schedule.update({ where: { id: scheduleId }, data: { opensAt, closesAt } });
    await prepareSeats(scheduleId);
    expect(await holdSeats([1])).toEqual(refused(410, 'sale_over'));
  });
});

test('a hold repeated under its key after the pass’s own end is answered again, a new one is not', async () => {
  const key = { 'idempotency-key': 'the-same-key' };
  const passId = await aPass(fan, scheduleId);
  const claims = { passId, accountId: fan.id, scheduleId };
  pass = signPass({ ...claims, expiresAt: Date.now() + 600_000 });
  const first = await holdSeats([1], key);
  pass = signPass({ ...claims, expiresAt: Date.now() - 1 });
  await endPass({ scheduleId, accountId: fan.id, passId });
  const again = await holdSeats([1], key);
  expect([again.status, again.body.id]).toEqual([201, first.body.id]);
  expect(await holdSeats([2])).toEqual(refused(403, 'pass_required'));
});

describe('reserving and paying are refused', () => {
  test('for a hold or reservation that is not there or is another’s', async () => {
    const { id } = (await holdSeats([1])).body;
    const other = bearerOf(await aFan());
    const theirs = await call('POST', '/reservations', { holdId: id }, other);
    expect(theirs).toEqual(refused(404, 'not_found'));
    const none = await call('POST', '/payments', { reservationId: unknown, method: 'wallet' });
    expect(none).toEqual(refused(404, 'not_found'));
  });

  test('once the schedule was cancelled', async () => {
    const { id } = (await holdSeats([1])).body;
    const cancelledAt = new Date();
    await prisma.schedule.update({ where: { id: scheduleId }, data: { cancelledAt } });
    await prepareSeats(scheduleId);
    const answer = await call('POST', '/reservations', { holdId: id });
    expect(answer).toEqual(refused(410, 'sale_over'));
  });

  test('with fields that are missing, wrong or too many', async () => {
    expect(await call('POST', '/reservations', {})).toEqual(refused(422, 'invalid_input'));
    expect(await call('POST', '/reservations', { holdId: 'x' })).toEqual(
      refused(422, 'invalid_input'),
    );
    const coins = { reservationId: unknown, method: 'coins' };
    expect(await call('POST', '/payments', coins)).toEqual(refused(422, 'invalid_input'));
    const priced = { reservationId: unknown, method: 'wallet', amount: 1 };
    expect(await call('POST', '/payments', priced)).toEqual(refused(422, 'invalid_input'));
  });

  test('when a key comes back with another body', async () => {
    const key = { 'idempotency-key': 'the-same-key' };
    expect((await holdSeats([1], key)).status).toBe(201);
    expect(await holdSeats([2], key)).toEqual(refused(409, 'idempotency_mismatch'));
  });
});

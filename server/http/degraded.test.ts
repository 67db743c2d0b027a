import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { drainBus } from '@/server/jobs/bus';
import { prisma } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import {
  aFan,
  aPass,
  aReservation,
  aSchedule,
  bearerOf,
  onceAs,
  type Person,
} from '@/server/testing';
import { startApis, type ApiProcesses } from '@/server/testing/api-processes';
import { TcpSwitch } from '@/server/testing/faults/tcp-switch';
import { seatsSeenBy } from '@/server/testing/seats-away';
import { signPass } from '@/server/waiting-room';
import { chargeWallet } from '@/server/wallets';

let way: TcpSwitch;
let apis: ApiProcesses;
let origin: string;
let fan: Person;

beforeAll(async () => {
  way = await TcpSwitch.to();
  apis = await startApis(1, { env: { REDIS_SEATS_URL: `redis://127.0.0.1:${way.port}` } });
  origin = apis.origins[0]!;
});

afterAll(async () => {
  await apis.stop();
  await way.stop();
});

beforeEach(async () => {
  fan = await aFan();
});

const degraded = { seatsAwayMode: 'degraded' } as const;
const minutes = (count: number) => new Date(Date.now() + count * 60_000);

async function aDegradedSchedule(options: Parameters<typeof aSchedule>[0] = {}) {
  const { id } = await aSchedule({ ...degraded, ...options });
  await seatsSeenBy(origin, id, 'degraded');
  return id;
}

type Sent = { pass?: string | null; key?: string };

/** The status and the answer of a command. */
async function post(path: string, body: unknown, { pass, key = randomUUID() }: Sent = {}) {
  const response = await fetch(`${origin}/api${path}`, {
    method: 'POST',
    headers: {
      ...bearerOf(fan),
      'content-type': 'application/json',
      'idempotency-key': key,
      ...(pass && { 'openrun-pass': pass }),
    },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as { id: string; code?: string; facts?: object };
  return { ...answer, status: response.status, retryAfter: response.headers.get('retry-after') };
}

type Claims = Partial<Parameters<typeof signPass>[0]>;

const passFor = (scheduleId: string, claims: Claims = {}) =>
  signPass({
    passId: newId(),
    accountId: fan.id,
    scheduleId,
    expiresAt: Date.now() + 600_000,
    ...claims,
  });

const reserve = (scheduleId: string, seatIds: unknown, sent: Sent = {}) =>
  post('/reservations', { scheduleId, seatIds }, { pass: passFor(scheduleId), ...sent });

describe('a sale that pauses while the seats’ Redis is away', () => {
  test('refuses to hold, and to reserve without a hold, with the time to come back', async () => {
    await aDegradedSchedule(); // by now the process knows
    const { id } = await aSchedule();
    const away = { status: 503, code: 'seats_away', retryAfter: expect.stringMatching(/^[1-9]/) };
    const pass = passFor(id);
    expect(await post(`/schedules/${id}/holds`, { seatIds: [1] }, { pass })).toMatchObject(away);
    expect(await reserve(id, [1])).toMatchObject(away);
    const seats = await fetch(`${origin}/api/schedules/${id}/seats`);
    expect(seats.status).toBe(503);
    const looked = await fetch(`${origin}/api/schedules/${id}`); // the seats that are left are Postgres's to count
    expect(await looked.json()).toMatchObject({ id, seatsLeft: 480 });
    expect(await prisma.reservation.count()).toBe(0);
  });

  test('is told at once, and not after a time-out', async () => {
    await aDegradedSchedule();
    const { id } = await aSchedule();
    const [pass, began] = [passFor(id), performance.now()];
    const asked = Array.from({ length: 50 }, () =>
      post(`/schedules/${id}/holds`, { seatIds: [1] }, { pass }),
    );
    const codes = new Set((await Promise.all(asked)).map(({ code }) => code));
    expect(codes).toEqual(new Set(['seats_away']));
    expect(performance.now() - began).toBeLessThan(2_500); // one that waited for its Redis would take longer
  });

  test('still takes the payment of what is reserved', async () => {
    const { id, total } = await aReservation({ fan });
    await chargeWallet(fan, { amount: total, idempotency: onceAs(fan) });
    const paid = await post('/payments', { reservationId: id, method: 'wallet' });
    expect(paid).toMatchObject({
      status: 201,
      ticketIds: [expect.any(String), expect.any(String)],
    });
  });
});

describe('a sale that goes on while the seats’ Redis is away', () => {
  test('reserves seats with a signed pass alone, shows them, and takes their payment', async () => {
    const id = await aDegradedSchedule();
    const made = await reserve(id, [3, 4]);
    expect(made).toMatchObject({ status: 201, seats: [{ seatId: 3 }, { seatId: 4 }] });
    const status = async () => (await seatsSeenBy(origin, id, 'degraded')).status.slice(0, 6);
    await expect.poll(status, { timeout: 10_000 }).toBe('000220');
    await chargeWallet(fan, { amount: 1_000_000, idempotency: onceAs(fan) });
    const payment = { reservationId: made.id, method: 'wallet' };
    expect(await post('/payments', payment)).toMatchObject({ status: 201 });
    await expect.poll(status, { timeout: 10_000 }).toBe('000330');
  });

  test('answers a repeat the same, also after the pass’s end, and refuses another body', async () => {
    const id = await aDegradedSchedule();
    const sent = { key: randomUUID(), pass: passFor(id) };
    const answers = await Promise.all(Array.from({ length: 10 }, () => reserve(id, [1], sent)));
    expect(new Set(answers.map((answer) => answer.id)).size).toBe(1);
    const over = { ...sent, pass: passFor(id, { expiresAt: 1 }) };
    expect(await reserve(id, [1], over)).toMatchObject({ status: 201, id: answers[0]!.id });
    expect(await reserve(id, [2], sent)).toMatchObject({ code: 'idempotency_mismatch' });
    expect(await prisma.reservation.count()).toBe(1);
  });

  test('refuses a pass that is not theirs, is of another schedule, is over, forged, missing, or used', async () => {
    const id = await aDegradedSchedule();
    const good = passFor(id);
    const refused = [
      passFor(id, { accountId: newId() }),
      passFor(newId()),
      passFor(id, { expiresAt: Date.now() - 1 }),
      `${good.slice(0, -2)}xx`,
      null,
    ];
    for (const pass of refused) {
      const answer = await reserve(id, [1], { pass });
      expect(answer).toMatchObject({ status: 403, code: 'pass_required' });
    }
    expect(await reserve(id, [1], { pass: good })).toMatchObject({ status: 201 });
    const again = await reserve(id, [2], { pass: good });
    expect(again).toMatchObject({ status: 409, code: 'already_reserved' });
  });

  test('refuses seats that are blocked, sold, unknown, too many or no list of seats', async () => {
    const id = await aDegradedSchedule({ blockedSeats: [5], seatsPerPersonMax: 2 });
    await aReservation({ scheduleId: id, seatIds: [6] });
    const codeOf = async (seatIds: unknown) => {
      const { status, code, facts } = await reserve(id, seatIds);
      return [status, code, facts];
    };
    expect(await codeOf([4, 5])).toEqual([409, 'seat_taken', { seatIds: [5] }]);
    expect(await codeOf([6, 7])).toEqual([409, 'seat_taken', { seatIds: [6] }]);
    expect(await codeOf([480])).toEqual([422, 'seat_unknown', undefined]);
    expect(await codeOf([1, 2, 3])).toEqual([409, 'seats_over_limit', { max: 2 }]);
    for (const nonsense of [[], [1, 1], [-1], [1.5], ['1'], [1, 2, 3, 4, 5, 6, 7, 8, 9], '1'])
      expect((await codeOf(nonsense))[1]).toBe('invalid_input');
    expect(await prisma.reservation.count({ where: { accountId: fan.id } })).toBe(0);
  });

  test('refuses before the opening, after the end, once it is cancelled, and of a draft', async () => {
    const early = await aDegradedSchedule({ opensAt: minutes(10) });
    expect(await reserve(early, [1])).toMatchObject({ status: 409, code: 'sale_not_open' });
    const over = await aDegradedSchedule({ opensAt: minutes(-10), closesAt: minutes(-1) });
    expect(await reserve(over, [1])).toMatchObject({ status: 410, code: 'sale_over' });
    const gone = await aDegradedSchedule();
    await prisma.schedule.update({ where: { id: gone }, data: { cancelledAt: new Date() } });
    expect(await reserve(gone, [1])).toMatchObject({ status: 410, code: 'sale_over' });
    const draft = await aDegradedSchedule();
    await prisma.concert.updateMany({ data: { publishedAt: null } });
    expect((await reserve(draft, [1])).code).toMatch(/sale_over|not_found/); // by how old its terms are
    expect(await prisma.reservation.count()).toBe(0);
  });

  test('once Redis is back wants holds again; the map follows, and a hold of before loses its seat to who reserved it', async () => {
    const id = await aDegradedSchedule();
    const url = new URL(process.env['REDIS_URL']!);
    const holder = fan;
    const passId = await aPass(holder, id);
    way.turn(Number(url.port));
    await seatsSeenBy(origin, id, 'live');
    const pass = passFor(id, { passId });
    const hold = await post(`/schedules/${id}/holds`, { seatIds: [1] }, { pass });
    expect(hold.status).toBe(201);
    way.turn();
    await seatsSeenBy(origin, id, 'degraded');
    fan = await aFan();
    const reserved = async () => (await reserve(id, [1])).status;
    await expect.poll(reserved, { timeout: 10_000 }).toBe(201);

    way.turn(Number(url.port));
    await seatsSeenBy(origin, id, 'live');
    expect(await reserve(id, [2])).toMatchObject({ status: 409, code: 'hold_required' });
    fan = holder;
    const late = await post('/reservations', { holdId: hold.id }, { pass });
    expect(late).toMatchObject({ status: 409, code: 'seat_taken' });
    await drainBus();
    const seats = async () => (await seatsSeenBy(origin, id, 'live')).status.slice(0, 3);
    await expect.poll(seats).toBe('020');
    way.turn();
  });
});

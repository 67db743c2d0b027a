import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { prisma } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { aPass, aSchedule, bearerOf, type Person } from '@/server/testing';
import { startApis, type ApiProcesses, type Sabotage } from '@/server/testing/api-processes';
import { signPass } from '@/server/waiting-room';

const racers = 500;
const retryForMs = 60_000;
let apis: ApiProcesses | undefined;

afterEach(async () => {
  await apis?.stop();
  apis = undefined;
});

/** Fans with money, written at once. */
async function fansWithMoney(count: number): Promise<Person[]> {
  const fans = Array.from({ length: count }, (_, i): Person => {
    const id = newId();
    const email = `racer-${i}-${id}@openrun.test`;
    return { kind: 'account', id, role: 'FAN', emailVerified: true, email, name: `racer ${i}` };
  });
  await prisma.account.createMany({
    data: fans.map(({ id, email, name }) => ({ id, email, name })),
  });
  await prisma.wallet.createMany({
    data: fans.map(({ id }) => ({ accountId: id, balance: 1_000_000 })),
  });
  return fans;
}

type Answer = { id: string; code?: string };

/** Sends a command until it is answered, with the same key each time, as a client on a bad line does. */
async function send(url: string, request: RequestInit, until: number): Promise<Answer> {
  const response = await fetch(url, request).catch(() => null);
  const isOver = Date.now() > until;
  if (response && (response.status !== 503 || isOver)) return (await response.json()) as Answer;
  if (isOver) throw new Error(`${url} does not answer`);
  return send(url, request, until);
}

/** One client's whole purchase of a seat over HTTP; says how it ended: `paid`, or the code that refused it. */
async function buy(origin: string, fan: Person, scheduleId: string, seatId: number) {
  const passId = await aPass(fan, scheduleId);
  const expiresAt = Date.now() + 600_000;
  const pass = signPass({ passId, accountId: fan.id, scheduleId, expiresAt });
  const post = (path: string, body: unknown) => {
    const headers = {
      ...bearerOf(fan),
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      'openrun-pass': pass,
    };
    const request = { method: 'POST', headers, body: JSON.stringify(body) };
    return send(`${origin}/api${path}`, request, Date.now() + retryForMs);
  };
  const hold = await post(`/schedules/${scheduleId}/holds`, { seatIds: [seatId] });
  if (hold.code) return hold.code;
  const reservation = await post('/reservations', { holdId: hold.id });
  if (reservation.code) return reservation.code;
  const payment = await post('/payments', { reservationId: reservation.id, method: 'wallet' });
  return payment.code ?? 'paid';
}

async function race(seatOf: (racer: number) => number, sabotage: Sabotage[] = []) {
  apis = await startApis(2, { sabotage });
  const { origins } = apis;
  const { id: scheduleId } = await aSchedule();
  const fans = await fansWithMoney(racers);
  const ends = await Promise.all(
    fans.map((fan, i) => buy(origins[i % origins.length]!, fan, scheduleId, seatOf(i))),
  );
  const tickets = await prisma.ticket.findMany({ where: { scheduleId } });
  return {
    paid: ends.filter((end) => end === 'paid').length,
    refused: new Set(ends.filter((end) => end !== 'paid')),
    tickets: tickets.length,
    seats: new Set(tickets.map((ticket) => ticket.seatIndex)).size,
  };
}

describe('500 clients of two API processes', () => {
  test('for one seat: one pays, and everybody else is told that it is taken', async () => {
    const { refused, ...sold } = await race(() => 42);
    expect(sold).toEqual({ paid: 1, tickets: 1, seats: 1 });
    expect(refused).toEqual(new Set(['seat_taken']));
  }, 120_000);

  test('for 300 seats: exactly 300 pay', async () => {
    const { refused, ...sold } = await race((i) => i % 300);
    expect(sold).toEqual({ paid: 300, tickets: 300, seats: 300 });
    expect(refused).toEqual(new Set(['seat_taken']));
  }, 120_000);

  const scriptOff: Sabotage[] = [
    {
      file: 'server/holds/lua/hold-seats-10.lua',
      line: "if digit == '0' or (",
      becomes: 'if true or (',
    },
    {
      file: 'server/holds/lua/reserve-hold-7.lua',
      line: 'if #lost > 0 then',
      becomes: 'if false then',
    },
  ];

  test('with the script’s guard off still sell it once: the unique index refuses the others', async () => {
    const sold = await race(() => 42, scriptOff);
    expect(sold).toMatchObject({ paid: 1, tickets: 1 });
  }, 120_000);

  test('with both guards off sell the seat many times: the race is real', async () => {
    const index = 'reservation_seats_live_seat_unique';
    await prisma.$executeRawUnsafe(`DROP INDEX ${index}`);
    try {
      const sold = await race(() => 42, scriptOff);
      expect(sold.paid).toBeGreaterThan(1);
    } finally {
      await prisma.$executeRawUnsafe('TRUNCATE reservation_seats CASCADE');
      await prisma.$executeRawUnsafe(
        `CREATE UNIQUE INDEX ${index} ON reservation_seats (schedule_id, seat_index) WHERE live`,
      );
    }
  }, 120_000);
});

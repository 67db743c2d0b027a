import { afterEach, describe, expect, test } from 'vitest';
import { auditAll } from '@/server/audit';
import { drainBus } from '@/server/jobs/bus';
import { prisma } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { aPass, aSchedule, type Person } from '@/server/testing';
import { startApis, type ApiProcesses } from '@/server/testing/api-processes';
import { aClient, buyByHold, buyDirectly, fansWithMoney } from '@/server/testing/buyers';
import { withoutSeatIndex } from '@/server/testing/seat-index';
import { TcpSwitch } from '@/server/testing/faults/tcp-switch';
import { seatsSeenBy } from '@/server/testing/seats-away';

const racers = 500;
const limit = 4;

const started: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((each) => each.stop()));
});

/** API processes that cannot reach the seats' Redis, and know it. */
async function startWithoutSeats(count: number): Promise<ApiProcesses> {
  const way = await TcpSwitch.to();
  const env = { REDIS_SEATS_URL: `redis://127.0.0.1:${way.port}` };
  const apis = await startApis(count, { env });
  started.push(apis, way);
  return apis;
}

const aDegradedSchedule = () => aSchedule({ seatsAwayMode: 'degraded', seatsPerPersonMax: limit });

/** One client's whole purchase, with a pass that only its signature vouches for. */
const buy = (origin: string, fan: Person, scheduleId: string, seatIds: number[]) =>
  buyDirectly(aClient(origin, fan, scheduleId, newId()), scheduleId, seatIds);

async function outcomeOf(scheduleId: string, ends: string[]) {
  const tickets = await prisma.ticket.findMany({ where: { scheduleId } });
  return {
    paid: ends.filter((end) => end === 'paid').length,
    refused: new Set(ends.filter((end) => end !== 'paid')),
    tickets: tickets.length,
    seats: new Set(tickets.map((ticket) => ticket.seatIndex)).size,
  };
}

async function race(seatOf: (racer: number) => number) {
  const { origins } = await startWithoutSeats(2);
  const { id: scheduleId } = await aDegradedSchedule();
  await Promise.all(origins.map((origin) => seatsSeenBy(origin, scheduleId, 'degraded')));
  const fans = await fansWithMoney(racers);
  const ends = await Promise.all(
    fans.map((fan, i) => buy(origins[i % 2]!, fan, scheduleId, [seatOf(i)])),
  );
  return outcomeOf(scheduleId, ends);
}

/** Once the map has followed by the events, to which the tests' own Redis listens. */
async function expectCleanAudit() {
  await drainBus();
  expect((await auditAll()).filter(({ violations }) => violations > 0)).toEqual([]);
}

describe('500 clients of two API processes, the seats’ Redis away', () => {
  test('for one seat: one pays, and everybody else is told that it is taken', async () => {
    const { refused, ...sold } = await race(() => 42);
    expect(sold).toEqual({ paid: 1, tickets: 1, seats: 1 });
    expect(refused).toEqual(new Set(['seat_taken']));
    await expectCleanAudit();
  }, 120_000);

  test('for 300 seats: exactly 300 pay', async () => {
    const { refused, ...sold } = await race((i) => i % 300);
    expect(sold).toEqual({ paid: 300, tickets: 300, seats: 300 });
    expect(refused).toEqual(new Set(['seat_taken']));
    await expectCleanAudit();
  }, 120_000);

  test('with the unique index dropped sell it many times: the race is real', async () => {
    await withoutSeatIndex(async () => {
      const sold = await race(() => 42);
      expect(sold.paid).toBeGreaterThan(1);
    });
  }, 120_000);
});

test('one account from 80 clients at once, a pass each, has never more seats than one person may', async () => {
  const { origins } = await startWithoutSeats(2);
  const { id: scheduleId } = await aDegradedSchedule();
  await Promise.all(origins.map((origin) => seatsSeenBy(origin, scheduleId, 'degraded')));
  const [fan] = await fansWithMoney(1);
  const seatsOf = (client: number) =>
    client % 4 === 0 ? [client * 2, client * 2 + 1] : [client * 2];
  const ends = await Promise.all(
    Array.from({ length: 80 }, (_, i) => buy(origins[i % 2]!, fan!, scheduleId, seatsOf(i))),
  );
  const { refused, seats, tickets } = await outcomeOf(scheduleId, ends);
  expect([...refused].filter((code) => code !== 'seats_over_limit')).toEqual([]);
  expect(tickets).toBeLessThanOrEqual(limit);
  expect(seats).toBeGreaterThanOrEqual(limit - 1); // the last slot is refused to whoever asks for two
  await expectCleanAudit();
}, 120_000);

test('one process sees Redis and the other does not: 300 seats are sold once each, and the limit holds across both', async () => {
  const seeing = await startApis(1);
  started.push(seeing);
  const blind = await startWithoutSeats(1);
  const { id: scheduleId } = await aDegradedSchedule();
  await seatsSeenBy(blind.origins[0]!, scheduleId, 'degraded');
  const [[hoarder], fans] = [await fansWithMoney(1), await fansWithMoney(racers)];
  const byHold = async (fan: Person, seatIds: number[]) => {
    const client = aClient(seeing.origins[0]!, fan, scheduleId, await aPass(fan, scheduleId));
    return buyByHold(client, scheduleId, seatIds);
  };
  const directly = (fan: Person, seatIds: number[]) =>
    buy(blind.origins[0]!, fan, scheduleId, seatIds);
  const hoarding = [
    byHold(hoarder!, [400, 401, 402]),
    ...Array.from({ length: 20 }, (_, i) => directly(hoarder!, [410 + i])),
  ];
  // Each seat is wanted on both sides, and 100 of them by a third.
  const ends = await Promise.all(
    fans.map((fan, i) => ((i + Math.floor(i / 300)) % 2 === 0 ? byHold : directly)(fan, [i % 300])),
  );
  await Promise.all(hoarding);
  const tickets = await prisma.ticket.findMany({ where: { scheduleId } });
  expect(ends.filter((end) => end === 'paid')).toHaveLength(300);
  expect(new Set(ends)).toEqual(new Set(['paid', 'seat_taken']));
  expect(new Set(tickets.map(({ seatIndex }) => seatIndex)).size).toBe(tickets.length);
  const hoarded = tickets.filter(({ accountId }) => accountId === hoarder!.id);
  expect(hoarded.length).toBeGreaterThan(0);
  expect(hoarded.length).toBeLessThanOrEqual(limit);
  await expectCleanAudit();
}, 120_000);

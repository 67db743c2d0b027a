import { execFile } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditAll } from '@/server/audit';
import { drainBus } from '@/server/jobs/bus';
import { prisma } from '@/server/platform/db';
import { closeRedis } from '@/server/platform/redis';
import { rebuildSeats } from '@/server/seats';
import { readMap } from '@/server/seats/seats.redis';
import { aPass, aSchedule, type Person } from '@/server/testing';
import { startApis } from '@/server/testing/api-processes';
import { aClient, buyByHold, fansWithMoney } from '@/server/testing/buyers';
import { CrashingRedis } from '@/server/testing/faults/crashing-redis';

const seatCount = 480;
const limit = 4;
const [racers, greedy] = [400, 30];
/** Seats of the first are wanted by the racers, the others by the greedy. */
const racedSeats = 300;
const wantedByGreedy = 6;

/** What the loss of the map, of the pass's copy or of the hold looks like: the client begins anew. */
const lostOnTheWay = new Set(['pass_required', 'not_found', 'hold_expired', 'already_reserved']);

let redis: CrashingRedis;

beforeAll(async () => {
  // The seats' own Redis, without a file: what it loses it loses whole.
  redis = await CrashingRedis.start('--appendonly', 'no');
  process.env['REDIS_SEATS_URL'] = redis.url; // read at the first command
});

afterAll(async () => {
  await closeRedis();
  await redis.stop();
  delete process.env['REDIS_SEATS_URL'];
});

/** Buys a seat, from the beginning again whenever something of it was lost; says how it ended. */
async function buy(origin: string, fan: Person, scheduleId: string, seatId: number) {
  for (;;) {
    const passId = await aPass(fan, scheduleId).catch(() => null); // the line's process writes it, once it can
    const client = passId && aClient(origin, fan, scheduleId, passId);
    const end = client ? await buyByHold(client, scheduleId, [seatId]) : 'pass_required';
    if (!lostOnTheWay.has(end)) return end;
    await wait(20);
  }
}

/** A person who wants more than one may have, one after the other. */
async function buyTooMuch(origins: string[], fan: Person, scheduleId: string, seats: number[]) {
  const ends: string[] = [];
  for (const [i, seat] of seats.entries())
    ends.push(await buy(origins[i % origins.length]!, fan, scheduleId, seat));
  return ends;
}

const reservedSoFar = (scheduleId: string) => prisma.reservation.count({ where: { scheduleId } });

/** Repeats work until it is told that it is over; a Redis that is away is what it lives with. */
async function keepOn(work: () => Promise<unknown>, isOver: () => boolean) {
  while (!isOver()) {
    await work().catch(() => undefined);
    await wait(5);
  }
}

/** Bytes as Postgres would write them. */
async function expectedStatus(scheduleId: string) {
  const seats = await prisma.reservationSeat.findMany({
    where: { scheduleId, live: true },
    include: { reservation: true },
  });
  const digits = Array.from({ length: seatCount }, () => '0');
  for (const { seatIndex, reservation } of seats)
    digits[seatIndex] = reservation.status === 'RESERVED' ? '3' : '2';
  return digits.join('');
}

const root = process.cwd();

/** As an operator does, from beside. */
async function rebuildByCommand(scheduleId: string) {
  const args = ['--import', 'tsx', 'scripts/rebuild-seats.ts', scheduleId];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
  expect(stdout).toContain(scheduleId);
}

const losses: [string, () => Promise<void>][] = [
  [
    'is emptied',
    async () => {
      const client = new Redis(redis.url);
      await client.flushdb();
      client.disconnect();
    },
  ],
  [
    'dies by signal 9 without a file',
    async () => {
      await redis.crash();
      await redis.restart();
    },
  ],
];

test.each(losses)(
  'the seats’ Redis %s three times under hundreds of purchases, and the map is Postgres’s word again',
  async (_, lose) => {
    const apis = await startApis(2, { env: { REDIS_SEATS_URL: redis.url } });
    try {
      const { id: scheduleId } = await aSchedule({ seatsPerPersonMax: limit });
      const [fans, collectors] = [await fansWithMoney(racers), await fansWithMoney(greedy)];
      const { origins } = apis;
      let isOver = false;
      const look = (origin: string) => fetch(`${origin}/api/schedules/${scheduleId}/seats`);
      const beside = [
        keepOn(drainBus, () => isOver),
        keepOn(
          () => rebuildSeats(scheduleId),
          () => isOver,
        ),
        ...origins.map((origin) =>
          keepOn(
            () => look(origin),
            () => isOver,
          ),
        ),
      ];
      const buying = Promise.all([
        ...fans.map((fan, i) => buy(origins[i % 2]!, fan, scheduleId, i % racedSeats)),
        ...collectors.map((fan, i) => {
          const seats = Array.from(
            { length: wantedByGreedy },
            (_seat, n) => racedSeats + i * 6 + n,
          );
          return buyTooMuch(origins, fan, scheduleId, seats);
        }),
      ]);
      for (const reservations of [60, 150, 260]) {
        while ((await reservedSoFar(scheduleId)) < reservations) await wait(5);
        await lose();
      }
      const ends = await buying;
      isOver = true;
      await Promise.all(beside);
      await drainBus();
      await rebuildByCommand(scheduleId);

      expect(new Set(ends.slice(0, racers))).toEqual(new Set(['paid', 'seat_taken']));
      const tickets = await prisma.ticket.findMany({ where: { scheduleId } });
      expect(new Set(tickets.map(({ seatIndex }) => seatIndex)).size).toBe(tickets.length);
      expect(tickets.filter(({ seatIndex }) => seatIndex < racedSeats)).toHaveLength(racedSeats);
      const greedyEnds = ends.slice(racers) as string[][];
      const paidEach = greedyEnds.map((each) => each.filter((end) => end === 'paid').length);
      expect(new Set(paidEach)).toEqual(new Set([limit]));
      expect(new Set(greedyEnds.flat())).toEqual(new Set(['paid', 'seats_over_limit']));
      expect((await readMap(scheduleId))!.status).toBe(await expectedStatus(scheduleId));
      const violations = (await auditAll()).filter((each) => each.violations > 0);
      expect(violations).toEqual([]);
    } finally {
      await apis.stop();
    }
  },
  240_000,
);

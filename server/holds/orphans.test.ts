import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { api } from '@/server/http/app';
import { Refusal } from '@/server/platform/refusal';
import { newId } from '@/server/platform/id';
import { seatsRedis } from '@/server/platform/redis';
import { prepareSeats, seatKeys } from '@/server/seats';
import { type OrphanRule, orphansOf } from '@/server/seats/orphans.schema';
import { writeRowLetters } from '@/server/seats/rows.redis';
import { findTerms } from '@/server/seats/terms';
import { aFan, aPass, aSchedule, bearerOf, onceAs, type Person } from '@/server/testing';
import { hallLayout } from '@/server/venues';
import { holdSeats, startReserving } from './index';

const rows = hallLayout().sections.flatMap((section) =>
  section.rows.map(({ firstSeat, xs }) => ({ firstSeat, seatCount: xs.length })),
);
const width = rows[0]!.seatCount;
let scheduleId: string;
let fan: Person;

beforeEach(async () => {
  scheduleId = (await aSchedule({ seatsPerPersonMax: 8 })).id;
  fan = await aFan();
  await prepareSeats(scheduleId);
});

const keys = () => seatKeys(scheduleId);

/** A hall whose first rows look like this, where the rule is so; all the rest is sold. */
async function aHall(status: string, rule: OrphanRule) {
  await seatsRedis().del(keys().hold(fan.id), keys().owners, keys().owned);
  await seatsRedis().hset(keys().config, 'orphanRule', rule);
  await seatsRedis().set(keys().status, status.padEnd(480, '3'));
  await writeRowLetters(scheduleId, (await findTerms(scheduleId))!.layout);
}

async function hold(input: Parameters<typeof holdSeats>[1]['input']) {
  const passId = await aPass(fan, scheduleId);
  return holdSeats(fan, { scheduleId, passId, input, idempotency: onceAs(fan) });
}

/** Which seats keep these from being reserved; none when they are. */
async function orphansAt(seatIds: number[]): Promise<unknown> {
  const { id } = await hold({ seatIds });
  try {
    await startReserving(fan, id);
    return [];
  } catch (error) {
    if (error instanceof Refusal && error.code === 'seat_orphaned') return error.facts.seatIds;
    throw error;
  }
}

describe('a reservation that leaves a seat alone', () => {
  // One row from its first seat on, what is sold after it; the seats that are reserved; who is left by each rule.
  const cases: [why: string, row: string, mine: number[], strict: number[], lenient: number[]][] = [
    ['at the row’s end', '00000', [1, 2], [0], [0]],
    ['between two that are sold', '300003', [1, 2, 4], [3], []],
    ['between what is mine', '00000', [0, 2], [1], [1]],
    ['before and after', '30003', [2], [1, 3], [1, 3]],
    ['that was alone before', '30300', [3, 4], [], []],
    ['where two stay', '00000', [0, 1, 2], [], []],
    ['where nothing stays', '3003', [1, 2], [], []],
    ['where it cannot be helped', '3003', [1], [2], []],
    ['where it could be elsewhere in the row', '30030', [1], [2], [2]],
    ['beside a seat that another holds', '300103', [1], [], []],
    ['beside a blocked seat', '40004', [1, 2], [3], []],
  ];

  test.each(cases)('%s: a row of %s, by each rule', async (_, row, mine, strict, lenient) => {
    const said = [];
    for (const rule of ['strict', 'lenient', 'off'] as const) {
      await aHall(row, rule);
      said.push(await orphansAt(mine));
    }
    expect(said).toEqual([strict, lenient, []]);
  });

  test('is told by the script as a simple model and the seat screen tell it', async () => {
    const asked = fc.record({
      status: fc.string({
        unit: fc.constantFrom('0', '0', '0', '1', '3', '4'),
        minLength: 2 * width,
        maxLength: 2 * width,
      }),
      picks: fc.uniqueArray(fc.nat(2 * width - 1), { minLength: 1, maxLength: 8 }),
      rule: fc.constantFrom<OrphanRule>('strict', 'lenient', 'off'),
    });
    await fc.assert(
      fc.asyncProperty(asked, async ({ status, picks, rule }) => {
        const mine = picks.filter((seat) => status[seat] === '0');
        fc.pre(mine.length > 0);
        await aHall(status, rule);
        const expected = orphansOf(rows, (seat) => Number(status[seat] ?? 3), mine, rule);
        expect(await orphansAt(mine)).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  test('is not what the best seats do under the strict rule: who is given some can reserve them', async () => {
    await aHall('30003'.padEnd(width, '3'), 'strict');
    const grade = (await hold({ seatIds: [1, 2, 3] })).seats[0]!.grade;
    for (const [count, outcome] of [
      [2, 'no_seats_together'],
      [3, 'reserved'],
    ] as const) {
      await aHall('30003'.padEnd(width, '3'), 'strict');
      const best = hold({ bestAvailable: { grade, count } });
      const reserved = best.then(({ id }) => startReserving(fan, id)).then(() => 'reserved');
      expect(await reserved.catch((error: Refusal) => error.code)).toBe(outcome);
    }
  });

  test('is refused over HTTP with the seat that would be left; the hold stays, and with that seat it is reserved', async () => {
    await aHall('00000', 'strict');
    const { id: holdId } = await hold({ seatIds: [1, 2] });
    const reserve = () =>
      api.request('/api/reservations', {
        method: 'POST',
        headers: {
          ...bearerOf(fan),
          'content-type': 'application/json',
          'idempotency-key': newId(),
        },
        body: JSON.stringify({ holdId }),
      });
    const refused = await reserve();
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ code: 'seat_orphaned', facts: { seatIds: [0] } });
    expect((await seatsRedis().get(keys().status))!.slice(0, 5)).toBe('01100');
    await hold({ seatIds: [0] });
    expect((await reserve()).status).toBe(201);
  });
});

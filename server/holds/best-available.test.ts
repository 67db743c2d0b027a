import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { Refusal } from '@/server/platform/refusal';
import { seatsRedis } from '@/server/platform/redis';
import { findTerms, freeReserved, prepareSeats, reconcileSeats, seatKeys } from '@/server/seats';
import { packRows } from '@/server/seats/rows';
import { writeRowLetters } from '@/server/seats/rows.redis';
import { writeBlocked, writeSettled } from '@/server/seats/seats.redis';
import { aFan, aPass, aSchedule, onceAs, type Person } from '@/server/testing';
import { hallLayout } from '@/server/venues';
import { grades, type Grade } from '@/server/venues/layout.schema';
import { newId } from '@/server/platform/id';
import { chooseBest, rowsOf } from '@/server/testing/best-seats';
import { expireHolds, holdSeats, releaseHold } from './index';

const document = hallLayout();
const seatCount = 480;
let scheduleId: string;
let fan: Person;

beforeEach(async () => {
  scheduleId = (await aSchedule({ seatsPerPersonMax: 8 })).id;
  fan = await aFan();
  await prepareSeats(scheduleId);
});

const keys = () => seatKeys(scheduleId);
const readStatus = async () => (await seatsRedis().get(keys().status))!;
const readRows = async () => (await seatsRedis().getBuffer(keys().rows))!;

async function setStatus(status: string) {
  await seatsRedis().set(keys().status, status);
  await writeRowLetters(scheduleId, (await findTerms(scheduleId))!.layout);
}

/** Why somebody is given none. */
const noSeats: readonly string[] = ['sold_out', 'no_seats_together'];

/** What a person who asks for the best is told, and the seats that they are given. */
async function askBest(grade: Grade, count: number, person = fan) {
  const passId = await aPass(person, scheduleId);
  const input = { bestAvailable: { grade, count } };
  const idempotency = onceAs(person);
  try {
    const { id, seats } = await holdSeats(person, { scheduleId, passId, input, idempotency });
    return { word: 'held', id, seats: seats.map(({ seatId }) => seatId) };
  } catch (error) {
    if (error instanceof Refusal && noSeats.includes(error.code))
      return { word: error.code, seats: null };
    throw error;
  }
}

const wordOf = async (...asked: Parameters<typeof askBest>) => (await askBest(...asked)).word;

/** The seats that a person is given, or null when they are told that there are not as many. */
async function holdBest(...asked: Parameters<typeof askBest>) {
  const told = await askBest(...asked);
  return told.seats && told;
}

async function holdChosen(seatIds: number[], person = fan) {
  const passId = await aPass(person, scheduleId);
  return holdSeats(person, { scheduleId, passId, input: { seatIds }, idempotency: onceAs(person) });
}

/** Whether no seat of a grade is free. */
const isGone = (status: string, grade: Grade) =>
  rowsOf(document, status, grade).every(({ digits }) => !digits.includes('0'));

/** A hall in which some seats are taken: each row a few stretches of free seats, long ones in some halls and none in others. */
const halls = fc
  .integer({ min: 1, max: 12 })
  .chain((longest) =>
    fc.array(fc.tuple(fc.integer({ min: 0, max: longest }), fc.integer({ min: 1, max: 9 })), {
      minLength: 30,
      maxLength: 300,
    }),
  )
  .map((stretches) =>
    stretches
      .map(([free, taken]) => '0'.repeat(free) + '3'.repeat(taken))
      .join('')
      .padEnd(seatCount, '3')
      .slice(0, seatCount),
  );

describe('the best available', () => {
  test('are what a simple model of the whole hall chooses', async () => {
    const asked = fc.record({
      status: halls,
      grade: fc.constantFrom(...grades),
      count: fc.integer({ min: 1, max: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(asked, async ({ status, grade, count }) => {
        await setStatus(status);
        await seatsRedis().del(keys().hold(fan.id), keys().owners);
        const expected = chooseBest(rowsOf(document, status, grade), count);
        const told = await askBest(grade, count);
        expect(told.seats).toEqual(expected);
        expect(told.word === 'sold_out').toBe(isGone(status, grade));
        if (told.seats) await releaseHold(fan, told.id);
        expect(await readStatus()).toBe(status);
      }),
      { numRuns: 120 },
    );
  }, 120_000);

  test('are found though rows were said to have more: seats chosen, held and not yet settled', async () => {
    const chosen = fc.uniqueArray(fc.integer({ min: 0, max: seatCount - 1 }), {
      minLength: 60,
      maxLength: 200,
    });
    const counts = fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(halls, chosen, counts, async (status, seats, asked) => {
        await setStatus(status);
        await seatsRedis().del(keys().hold(fan.id), keys().owners);
        const before = await readRows();
        // As a hold of them leaves the map and its rows: digits change, and letters do not.
        const held = [...status].map((digit, at) =>
          seats.includes(at) && digit === '0' ? '1' : digit,
        );
        await seatsRedis().set(keys().status, held.join(''));
        for (const count of asked) {
          const now = await readStatus();
          const best = await askBest('A', count);
          const rows = rowsOf(document, now, 'A');
          expect(best.seats !== null).toBe(chooseBest(rows, count) !== null);
          expect(best.word === 'sold_out').toBe(isGone(now, 'A'));
          if (!best.seats) continue;
          expect(best.seats.map((seat) => now[seat]).join('')).toBe('0'.repeat(count));
          if (rows.some(({ digits }) => digits.includes('0'.repeat(count))))
            expect(best.seats.at(-1)! - best.seats[0]!).toBe(count - 1);
          await releaseHold(fan, best.id);
        }
        expect(before.length).toBe((await readRows()).length);
      }),
      { numRuns: 20 },
    );
  }, 120_000);

  test('are a split party where no row has as many, and nobody sits alone', async () => {
    const rows = rowsOf(document, '0'.repeat(seatCount), 'S');
    const inOneSection = rows.filter(({ section }) => section === rows[0]!.section);
    const [front, back] = inOneSection.toSorted((a, b) => a.firstSeat - b.firstSeat).slice(1, 3);
    const free = [0, 1, 2]
      .map((i) => front!.firstSeat + i)
      .concat([0, 1].map((i) => back!.firstSeat + i));
    const far = rows.at(-1)!.firstSeat;
    const open = new Set([...free, far, far + 1, far + 2, far + 3]);
    await setStatus(
      Array.from({ length: seatCount }, (_, at) => (open.has(at) ? '0' : '3')).join(''),
    );
    expect((await holdBest('S', 5))!.seats).toEqual(free);
    const three = (await holdBest('S', 3, await aFan()))!.seats;
    expect(three).toEqual([three[0], three[0]! + 1, three[0]! + 2]);
    expect(three[0]).toBeGreaterThanOrEqual(far);
  });

  test('are never one seat here and others there', async () => {
    await setStatus('0333'.repeat(seatCount / 4));
    for (const count of [2, 3, 5, 8]) expect(await holdBest('R', count)).toBeNull();
    expect((await holdBest('R', 1))!.seats).toHaveLength(1);
  });

  test('are found among seats whose hold is over, with no sweeper running', async () => {
    const loser = await aFan();
    const [row] = rowsOf(document, '0'.repeat(seatCount), 'VIP');
    const pair = [row!.firstSeat, row!.firstSeat + 1];
    await setStatus('3'.repeat(seatCount));
    for (const seat of pair) await seatsRedis().setrange(keys().status, seat, '0');
    await holdChosen(pair, loser);
    expect(await holdBest('VIP', 2)).toBeNull();
    await runOut(loser);
    expect((await holdBest('VIP', 2))!.seats).toEqual(pair);
  });
});

describe('a grade of which no seat is free', () => {
  /** The hall, all taken but for these seats; every taken one has this digit. */
  const allBut = (free: number[], digit = '3') =>
    Array.from({ length: seatCount }, (_, at) => (free.includes(at) ? '0' : digit)).join('');
  const rowsOfGrade = (grade: Grade) => rowsOf(document, '0'.repeat(seatCount), grade);

  test('is sold out, however many were asked for, and whoever has its seats; another grade is not', async () => {
    const [inS] = rowsOfGrade('S');
    for (const digit of ['1', '2', '3', '4']) {
      await setStatus(allBut([inS!.firstSeat], digit));
      for (const count of [1, 2, 5, 8]) expect(await wordOf('R', count)).toBe('sold_out');
      expect(await wordOf('S', 2)).toBe('no_seats_together');
      expect(await readStatus()).toBe(allBut([inS!.firstSeat], digit));
    }
  });

  test('is told from one that has some, and not so many together', async () => {
    const [first, second] = rowsOfGrade('VIP');
    await setStatus(allBut([first!.firstSeat, second!.firstSeat]));
    for (const count of [2, 3, 4]) expect(await wordOf('VIP', count)).toBe('no_seats_together');
    expect(await wordOf('VIP', 1)).toBe('held');
    expect(await wordOf('VIP', 1, await aFan())).toBe('held');
    expect(await wordOf('VIP', 2, await aFan())).toBe('sold_out');
  });

  test('is sold out also where its rows were said to have some: seats chosen, held and not yet settled', async () => {
    const pairs = rowsOfGrade('VIP').map(({ firstSeat }) => [firstSeat, firstSeat + 1]);
    await setStatus(allBut(pairs.flat()));
    for (const pair of pairs) await holdChosen(pair, await aFan());
    for (const count of [3, 2, 1]) expect(await wordOf('VIP', count)).toBe('sold_out');
  });

  test('is not sold out under the strict rule while one may not have a seat of it alone', async () => {
    const [row] = rowsOfGrade('VIP');
    await setStatus(allBut([row!.firstSeat, row!.firstSeat + 1]));
    await seatsRedis().hset(keys().config, 'orphanRule', 'strict');
    expect(await wordOf('VIP', 1)).toBe('no_seats_together');
    expect(await wordOf('VIP', 2)).toBe('held');
    expect(await wordOf('VIP', 1, await aFan())).toBe('sold_out');
  });
});

/** Moves the end of a person's hold into the past, as if the minutes had gone by. */
async function runOut(person: Person) {
  const seats = (await seatsRedis().hget(keys().hold(person.id), 'seats'))!.split(',');
  await seatsRedis().hset(keys().hold(person.id), 'expiresAt', 1_000);
  await seatsRedis().zadd(keys().expiring, 1_000, person.id);
  for (const seat of seats) await seatsRedis().hset(keys().owners, seat, `h:1000:${person.id}`);
}

/** Which rows are said to have fewer free seats together than they have. */
async function rowsSaidTooFull(): Promise<number> {
  const [said, right] = [await readRows(), packRows(document, await readStatus())];
  const longest = (letter: number) => (letter - 97) >> 1;
  return said.filter((letter, at) => letter !== right[at] && longest(letter) < longest(right[at]!))
    .length;
}

describe('what is known of rows', () => {
  test('never says less than there is, whatever people do, and is right once it was looked at', async () => {
    const seat = fc.integer({ min: 0, max: seatCount - 1 });
    const steps = fc.array(
      fc.tuple(
        fc.constantFrom('choose', 'best', 'release', 'one', 'run out', 'sell', 'free', 'block'),
        seat,
      ),
      { minLength: 30, maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const world = await aWorld();
        for (const [step, at] of all) await world[step](at);
        expect(await rowsSaidTooFull()).toBe(0);
        await reconcileSeats(scheduleId);
        expect(await readRows()).toEqual(packRows(document, await readStatus()));
      }),
      { numRuns: 8 },
    );
  }, 120_000);

  test('is built again from the map, also of one from before rows had letters', async () => {
    await holdChosen([3, 4, 5]);
    await seatsRedis().del(keys().rows);
    expect((await holdBest('VIP', 2))!.seats).toHaveLength(5);
    expect(await readRows()).toEqual(packRows(document, await readStatus()));
  });
});

/** What people, events and organisers do to seats, over and over. */
async function aWorld() {
  await setStatus('0'.repeat(seatCount));
  await seatsRedis().del(keys().owners, keys().owned, keys().expiring);
  const people = await Promise.all(Array.from({ length: 6 }, () => aFan()));
  const sold: {
    reservationId: string;
    scheduleId: string;
    accountId: string;
    seatIndexes: number[];
  }[] = [];
  const personOf = (at: number) => people[at % people.length]!;
  const unlessRefused = (error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
  };
  const holdOf = async (person: Person) => ({
    id: `${scheduleId}.${await seatsRedis().hget(keys().hold(person.id), 'id')}`,
    seats: (await seatsRedis().hget(keys().hold(person.id), 'seats'))?.split(',').map(Number) ?? [],
  });
  return {
    choose: (at: number) => holdChosen([at], personOf(at)).catch(unlessRefused),
    best: (at: number) =>
      holdBest(grades[at % 4]!, 1 + (at % 5), personOf(at)).catch(unlessRefused),
    release: async (at: number) =>
      releaseHold(personOf(at), (await holdOf(personOf(at))).id).catch(unlessRefused),
    one: async (at: number) => {
      const { id, seats } = await holdOf(personOf(at));
      await releaseHold(personOf(at), id, seats[0] ?? at).catch(unlessRefused);
    },
    'run out': async (at: number) => {
      if ((await holdOf(personOf(at))).seats.length > 0) await runOut(personOf(at));
      await expireHolds(scheduleId);
    },
    sell: async (at: number) => {
      const seatIndexes = [at, Math.min(at + 1, seatCount - 1)];
      const reservation = { reservationId: newId(), scheduleId, accountId: newId(), seatIndexes };
      sold.push(reservation);
      await writeSettled(reservation.scheduleId, [{ ...reservation, digit: at % 2 ? '3' : '2' }]);
    },
    free: async () => {
      const reservation = sold.pop();
      if (reservation) await freeReserved(reservation);
    },
    block: async (at: number) => {
      const terms = (await findTerms(scheduleId))!;
      await writeBlocked({ ...terms, blockedSeats: [at, (at + 7) % seatCount] });
    },
  };
}

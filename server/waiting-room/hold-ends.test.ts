import { beforeEach, describe, expect, test } from 'vitest';
import { endPass, expireHolds, findOwnHold, holdSeats, releaseHold } from '@/server/holds';
import { seatsRedis } from '@/server/platform/redis';
import { seatKeys } from '@/server/seats';
import { writeRowLetters } from '@/server/seats/rows.redis';
import { findTerms } from '@/server/seats/terms';
import {
  aFan,
  aPaidReservation,
  aPass,
  aReservation,
  aSchedule,
  onceAs,
  type Person,
} from '@/server/testing';
import { tendLine } from './admission';
import { configureLine } from './lines';
import { enterLine, finishPlaces, joinLine, leaveLine } from './places';
import { passCopy, passTime } from './testing.redis';

const tenMinutesMs = 600_000;
let scheduleId: string;

beforeEach(async () => {
  scheduleId = (await aSchedule({ seatsPerPersonMax: 8 })).id;
});

const keys = () => seatKeys(scheduleId);
const refusal = (code: string) => expect.objectContaining({ code });

const holdUnder = (person: Person, passId: string, seatIds: number[]) =>
  holdSeats(person, { scheduleId, passId, input: { seatIds }, idempotency: onceAs(person) });

async function digitsOf(...seats: number[]): Promise<string> {
  const status = (await seatsRedis().get(keys().status))!;
  return seats.map((seat) => status[seat]).join('');
}

/** What Redis keeps of a person's hold; nothing when it is gone. */
async function traces(person: Person, seats: number[]) {
  const [hold, expiring, owners] = await Promise.all([
    seatsRedis().exists(keys().hold(person.id)),
    seatsRedis().zscore(keys().expiring, person.id),
    seatsRedis().hmget(keys().owners, ...seats.map(String)),
  ]);
  return { hold, expiring, owners, digits: await digitsOf(...seats) };
}
const nothing = { hold: 0, expiring: null, owners: [null, null], digits: '00' };

describe('a hold’s end', () => {
  test('is set by its first seat: more seats, seats again and a longer pass never move it', async () => {
    const fan = await aFan();
    const first = await holdUnder(fan, await aPass(fan, scheduleId), [1]);
    const firstEnds = Date.parse(first.expiresAt);
    expect(firstEnds - Date.parse(first.serverNow)).toBeLessThanOrEqual(300_000);
    // The hold was taken four minutes ago, as all that knows its end says.
    const soon = firstEnds - 240_000;
    await seatsRedis().hset(keys().hold(fan.id), 'expiresAt', soon);
    await seatsRedis().zadd(keys().expiring, soon, fan.id);
    await seatsRedis().hset(keys().owners, '1', `h:${soon}:${fan.id}`);
    for (const seatIds of [[2], [1], [3, 4], [1, 2, 3, 4]]) {
      const passId = await aPass(fan, scheduleId, 3_600_000);
      expect(Date.parse((await holdUnder(fan, passId, seatIds)).expiresAt)).toBe(soon);
    }
    const last = await findOwnHold(fan, scheduleId);
    await releaseHold(fan, last!.id, 1);
    await holdUnder(fan, await aPass(fan, scheduleId, 3_600_000), [1]);
    expect(Number(await seatsRedis().zscore(keys().expiring, fan.id))).toBe(soon);
    const owners = await seatsRedis().hmget(keys().owners, '1', '2', '3', '4');
    expect(owners).toEqual(Array(4).fill(`h:${soon}:${fan.id}`));
  });

  test('is never after that of the pass, also when the pass is extended and seats are added', async () => {
    const fan = await aFan();
    const first = await holdUnder(fan, await aPass(fan, scheduleId, 30_000), [1]);
    expect(Date.parse(first.expiresAt)).toBeLessThanOrEqual(Date.now() + 30_000);
    const longer = await aPass(fan, scheduleId, tenMinutesMs);
    expect((await holdUnder(fan, longer, [2])).expiresAt).toBe(first.expiresAt);
  });
});

describe('a hold is given back', () => {
  /** Somebody who came in through the line and holds two seats. */
  async function aHolder() {
    const fan = await aFan();
    await configureLine(scheduleId);
    await joinLine(fan, scheduleId);
    await tendLine(scheduleId);
    await enterLine(fan, scheduleId);
    const passId = (await passCopy(scheduleId, fan.id))!;
    const hold = await holdUnder(fan, passId, [7, 8]);
    expect(await digitsOf(7, 8)).toBe('11');
    return { fan, hold };
  }

  test('when its holder leaves the line: no trace of it stays, and others hold its seats', async () => {
    const { fan } = await aHolder();
    await leaveLine(fan, scheduleId);
    expect(await traces(fan, [7, 8])).toEqual(nothing);
    const other = await aFan();
    await holdUnder(other, await aPass(other, scheduleId), [7, 8]);
  });

  test('when the pass runs out: the line’s next tick frees its seats', async () => {
    const { fan } = await aHolder();
    await tendLine(scheduleId);
    expect(await digitsOf(7, 8)).toBe('11');
    await passTime(scheduleId, tenMinutesMs);
    await tendLine(scheduleId);
    expect(await traces(fan, [7, 8])).toEqual(nothing);
  });

  test('when many pay at once: of each the pass that paid, and what was still held under it', async () => {
    const holders = [];
    for (let at = 0; at < 70; at++) {
      const fan = await aFan();
      const passId = await aPass(fan, scheduleId);
      if (at % 10 === 0) await holdUnder(fan, passId, [at]);
      holders.push({ fan, accountId: fan.id, passId });
    }
    const newer = await aPass(holders[1]!.fan, scheduleId);
    await finishPlaces(scheduleId, holders);
    expect(await digitsOf(0, 10, 20, 30, 40, 50, 60)).toBe('0000000');
    for (const { accountId } of holders.toSpliced(1, 1))
      expect(await passCopy(scheduleId, accountId)).toBeNull();
    expect(await passCopy(scheduleId, holders[1]!.accountId)).toBe(newer);
  });

  test('seat by seat, and the last one takes the hold with it', async () => {
    const { fan, hold } = await aHolder();
    await releaseHold(fan, hold.id, 8);
    expect(await digitsOf(7, 8)).toBe('10');
    expect((await findOwnHold(fan, scheduleId))!.seats.map(({ seatId }) => seatId)).toEqual([7]);
    await releaseHold(fan, hold.id, 7);
    expect(await traces(fan, [7, 8])).toEqual(nothing);
  });
});

/** Moves every end that the seats' Redis has stored ten minutes back, as if they had gone by. */
async function tenMinutesPass() {
  const past = (ms: string) => String(Number(ms) - tenMinutesMs);
  const holds = await seatsRedis().keys(keys().hold('*'));
  for (const key of holds)
    await seatsRedis().hset(key, 'expiresAt', past((await seatsRedis().hget(key, 'expiresAt'))!));
  for (const [seat, owner] of Object.entries(await seatsRedis().hgetall(keys().owners)))
    if (owner.startsWith('h:'))
      await seatsRedis().hset(keys().owners, seat, owner.replace(/\d+/, past));
  const expiring = await seatsRedis().zrange(keys().expiring, '0', '-1');
  for (const account of expiring)
    await seatsRedis().zincrby(keys().expiring, -tenMinutesMs, account);
}

/** Leaves only these seats of the hall: all others are sold. */
async function sellTheRest(seats: number[]) {
  const status = (await seatsRedis().get(keys().status))!;
  const sold = [...status].map((digit, seat) => (seats.includes(seat) ? digit : '3')).join('');
  await seatsRedis().set(keys().status, sold);
  await writeRowLetters(scheduleId, (await findTerms(scheduleId))!.layout);
}

describe('a relay that is stopped for ten minutes', () => {
  test('no sold and no reserving seat can be held, chosen or the best; an expired hold’s seats can', async () => {
    const [paid, reserving, held] = [
      [0, 1],
      [4, 5],
      [8, 9],
    ];
    const { fan: payer } = await aPaidReservation({ scheduleId, seatIds: paid });
    const { fan: reserver } = await aReservation({ scheduleId, seatIds: reserving });
    const loser = await aFan();
    await holdUnder(loser, await aPass(loser, scheduleId), held);
    await sellTheRest([...paid, ...reserving, ...held]);
    await tenMinutesPass();
    expect(await digitsOf(...paid, ...reserving, ...held)).toBe('222211');

    const fan = await aFan();
    const passId = await aPass(fan, scheduleId);
    for (const seat of [...paid, ...reserving])
      await expect(holdUnder(fan, passId, [seat])).rejects.toEqual(refusal('seat_taken'));
    // The sweeper and the end of their passes free none of them either.
    for (const person of [payer, reserver]) {
      const ended = (await seatsRedis().get(keys().pass(person.id)))!;
      await endPass({ scheduleId, accountId: person.id, passId: ended });
    }
    const { grade } = (await holdUnder(fan, passId, [held[0]!])).seats[0]!;
    const input = { bestAvailable: { grade, count: 1 } };
    const takeBest = () => holdSeats(fan, { scheduleId, passId, input, idempotency: onceAs(fan) });
    expect((await takeBest()).seats.map(({ seatId }) => seatId)).toEqual(held);
    await expect(takeBest()).rejects.toEqual(refusal('sold_out'));
    await expireHolds(scheduleId);
    expect(await digitsOf(...paid, ...reserving, ...held)).toBe('222211');
  });
});

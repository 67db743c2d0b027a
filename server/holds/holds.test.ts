import { beforeEach, describe, expect, test } from 'vitest';
import { seatsRedis } from '@/server/platform/redis';
import { findSnapshot, seatKeys } from '@/server/seats';
import { aFan, aPass, aSchedule, onceAs, type Person } from '@/server/testing';
import { endPass, expireHolds, findHold, holdSeats, releaseHold, startReserving } from './index';

let scheduleId: string;
let fan: Person;

beforeEach(async () => {
  scheduleId = (await aSchedule()).id;
  fan = await aFan();
});

const refusal = (code: string, facts?: Record<string, unknown>) =>
  expect.objectContaining({ code, ...(facts && { facts }) });

async function hold(person: Person, seatIds: number[], key?: string) {
  const passId = await aPass(person, scheduleId);
  const idempotency = onceAs(person, key, seatIds);
  return holdSeats(person, { scheduleId, passId, input: { seatIds }, idempotency });
}

async function holdBest(person: Person, grade: 'VIP' | 'R' | 'S' | 'A', count: number) {
  const passId = await aPass(person, scheduleId);
  const input = { bestAvailable: { grade, count } };
  return holdSeats(person, { scheduleId, passId, input, idempotency: onceAs(person) });
}

const statusOf = async (seats: number[]) => {
  const { status } = await findSnapshotNow();
  return seats.map((seat) => status[seat]).join('');
};

/** Past the tenth of a second that a snapshot is kept. */
async function findSnapshotNow() {
  await new Promise((resume) => setTimeout(resume, 110));
  return findSnapshot(scheduleId);
}

/** Moves the end of a person's hold into the past, as if the minutes had gone by. */
async function runOut(person: Person) {
  const keys = seatKeys(scheduleId);
  const seats = (await seatsRedis().hget(keys.hold(person.id), 'seats'))!.split(',');
  await seatsRedis().hset(keys.hold(person.id), 'expiresAt', 1_000);
  await seatsRedis().zadd(keys.expiring, 1_000, person.id);
  for (const seat of seats) await seatsRedis().hset(keys.owners, seat, `h:1000:${person.id}`);
}

describe('holding seats', () => {
  test('takes all seats, says what they cost and when the hold ends', async () => {
    const held = await hold(fan, [3, 4]);
    expect(held.seats.map((seat) => seat.seatId)).toEqual([3, 4]);
    expect(held.total).toBe(held.seats.reduce((sum, seat) => sum + seat.price, 0));
    expect(Date.parse(held.expiresAt) - Date.now()).toBeGreaterThan(290_000);
    expect(await statusOf([2, 3, 4, 5])).toBe('0110');
  });

  test('takes none when one is taken, and names the lost ones', async () => {
    await hold(await aFan(), [5]);
    await expect(hold(fan, [4, 5, 6])).rejects.toEqual(refusal('seat_taken', { seatIds: [5] }));
    expect(await statusOf([4, 5, 6])).toBe('010');
  });

  test('adds seats to the living hold without giving it more time', async () => {
    const first = await hold(fan, [1]);
    const second = await hold(fan, [2]);
    expect(second.id).toBe(first.id);
    expect(second.expiresAt).toBe(first.expiresAt);
    expect(second.seats.map((seat) => seat.seatId)).toEqual([1, 2]);
  });

  test('stops at the schedule’s seats per person', async () => {
    await hold(fan, [1, 2, 3]);
    await expect(hold(fan, [4, 5])).rejects.toEqual(refusal('seats_over_limit', { max: 4 }));
    expect(await statusOf([4, 5])).toBe('00');
  });

  test('wants a pass that lives, of this person', async () => {
    const idempotency = onceAs(fan);
    const passId = await aPass(await aFan(), scheduleId);
    const command = { scheduleId, passId, input: { seatIds: [1] }, idempotency };
    await expect(holdSeats(fan, command)).rejects.toEqual(refusal('pass_required'));
  });

  test('answers a repeated key the same, also after the pass ended, and refuses it for other seats', async () => {
    const passId = await aPass(fan, scheduleId);
    const command = (seatIds: number[]) => ({
      scheduleId,
      passId,
      input: { seatIds },
      idempotency: onceAs(fan, 'the-same-key', seatIds),
    });
    const first = await holdSeats(fan, command([1, 2]));
    await endPass({ scheduleId, accountId: fan.id, passId });
    const again = await holdSeats(fan, command([1, 2]));
    expect({ ...again, serverNow: '' }).toEqual({ ...first, serverNow: '' });
    await expect(holdSeats(fan, command([3]))).rejects.toEqual(refusal('idempotency_mismatch'));
  });

  test('refuses a seat that the hall has not', async () => {
    await expect(hold(fan, [480])).rejects.toEqual(refusal('seat_unknown'));
  });

  test('never ends later than the pass', async () => {
    const passId = await aPass(fan, scheduleId, 30_000);
    const input = { seatIds: [1] };
    const held = await holdSeats(fan, { scheduleId, passId, input, idempotency: onceAs(fan) });
    expect(Date.parse(held.expiresAt) - Date.now()).toBeLessThanOrEqual(30_000);
  });
});

describe('a hold that is over', () => {
  test('is taken over without any sweeper', async () => {
    const loser = await aFan();
    await hold(loser, [7, 8]);
    await runOut(loser);
    const held = await hold(fan, [7]);
    expect(held.seats).toHaveLength(1);
  });

  test('is swept, and what was taken over stays with its new holder', async () => {
    const loser = await aFan();
    const lost = await hold(loser, [7, 8]);
    await runOut(loser);
    await hold(fan, [7]);
    expect(await expireHolds(scheduleId)).toBe(1);
    expect(await statusOf([7, 8])).toBe('10');
    await expect(findHold(loser, lost.id)).rejects.toEqual(refusal('not_found'));
  });

  test('cannot be reserved', async () => {
    const { id } = await hold(fan, [7]);
    await runOut(fan);
    await expect(startReserving(fan, id)).rejects.toEqual(refusal('hold_expired'));
    expect(await statusOf([7])).toBe('1');
  });

  test('does not keep its owner from holding again', async () => {
    const first = await hold(fan, [7, 8]);
    await runOut(fan);
    const second = await hold(fan, [9]);
    expect(second.id).not.toBe(first.id);
    expect(await statusOf([7, 8, 9])).toBe('001');
  });
});

describe('releasing', () => {
  test('gives back one seat, then the rest', async () => {
    const { id } = await hold(fan, [1, 2]);
    await releaseHold(fan, id, 1);
    expect(await statusOf([1, 2])).toBe('01');
    await releaseHold(fan, id);
    expect(await statusOf([1, 2])).toBe('00');
  });

  test('of another’s hold is not found', async () => {
    const { id } = await hold(await aFan(), [1]);
    await expect(releaseHold(fan, id)).rejects.toEqual(refusal('not_found'));
    expect(await statusOf([1])).toBe('1');
  });

  test('comes with the end of the pass it was held under, and not with that of an older one', async () => {
    const older = await aPass(fan, scheduleId);
    await hold(fan, [1]);
    await endPass({ scheduleId, accountId: fan.id, passId: older });
    expect(await statusOf([1])).toBe('1');
    const passId = (await seatsRedis().get(seatKeys(scheduleId).pass(fan.id)))!;
    await endPass({ scheduleId, accountId: fan.id, passId });
    expect(await statusOf([1])).toBe('0');
    expect(await seatsRedis().exists(seatKeys(scheduleId).pass(fan.id))).toBe(0);
  });

  test('is not possible once the seats are being reserved, and neither is taking them over', async () => {
    const { id } = await hold(fan, [1]);
    await startReserving(fan, id);
    await expect(releaseHold(fan, id)).rejects.toEqual(refusal('already_reserved'));
    await expect(hold(await aFan(), [1])).rejects.toEqual(refusal('seat_taken', { seatIds: [1] }));
  });
});

describe('the best available', () => {
  test('are together in one row', async () => {
    const { seats } = await holdBest(fan, 'VIP', 3);
    const ids = seats.map((seat) => seat.seatId);
    expect(ids).toEqual([ids[0], ids[0]! + 1, ids[0]! + 2]);
    expect(new Set(seats.map((seat) => seat.grade))).toEqual(new Set(['VIP']));
  });

  test('go to each of many at once without a seat twice', async () => {
    const fans = await Promise.all(Array.from({ length: 30 }, () => aFan()));
    const holds = await Promise.all(fans.map((person) => holdBest(person, 'R', 2)));
    const seats = holds.flatMap((held) => held.seats.map((seat) => seat.seatId));
    expect(new Set(seats).size).toBe(60);
  });

  test('are refused plainly when no row has as many together', async () => {
    await expect(holdBest(fan, 'VIP', 4)).resolves.toBeDefined();
    const keys = seatKeys(scheduleId);
    const { status } = await findSnapshotNow();
    const alternating = status.replace(/./g, (_, at: number) => (at % 2 ? '3' : '0'));
    await seatsRedis().set(keys.status, alternating);
    await expect(holdBest(await aFan(), 'VIP', 2)).rejects.toEqual(refusal('no_seats_together'));
  });
});

describe('a race', () => {
  const race = async (seatsOf: (i: number) => number[]) => {
    const fans = await Promise.all(Array.from({ length: 500 }, () => aFan()));
    const outcomes = await Promise.allSettled(fans.map((person, i) => hold(person, seatsOf(i))));
    return outcomes.filter((outcome) => outcome.status === 'fulfilled').length;
  };

  test('of 500 people for one seat has one winner', async () => {
    expect(await race(() => [42])).toBe(1);
  });

  test('of 500 people for 300 seats has 300 winners', async () => {
    expect(await race((i) => [i % 300])).toBe(300);
  });
});

import { beforeEach, describe, expect, test } from 'vitest';
import { drainBus } from '@/server/jobs/bus';
import { holdSeats } from '@/server/holds';
import { prisma } from '@/server/platform/db';
import { seatsRedis } from '@/server/platform/redis';
import { findSnapshot, prepareSeats, reconcileSeats, seatKeys } from '@/server/seats';
import {
  aFan,
  aPaidReservation,
  aPass,
  aReservation,
  aSchedule,
  onceAs,
  type Person,
} from '@/server/testing';
import { insertCardOrder } from '@/server/payments/card.store';
import { newId } from '@/server/platform/id';
import { insertReservation } from './reservations.store';
import {
  cancelReservation,
  expireReservations,
  findReservation,
  listReservations,
  reserveHold,
} from './index';

let scheduleId: string;
let fan: Person;

beforeEach(async () => {
  scheduleId = (await aSchedule()).id;
  fan = await aFan();
});

async function hold(person: Person, seatIds: number[]) {
  const passId = await aPass(person, scheduleId);
  return holdSeats(person, { scheduleId, passId, input: { seatIds }, idempotency: onceAs(person) });
}

async function statusOf(seats: number[]) {
  await new Promise((resume) => setTimeout(resume, 110)); // a snapshot is kept for a tenth of a second
  const { status } = await findSnapshot(scheduleId);
  return seats.map((seat) => status[seat]).join('');
}

const code = (word: string) => expect.objectContaining({ code: word });

describe('reserving a hold', () => {
  test('writes the reservation, its seats at the schedule’s prices, and shows them reserving', async () => {
    const held = await hold(fan, [1, 2]);
    const made = await reserveHold(fan, { holdId: held.id, idempotency: onceAs(fan) });
    expect(made).toMatchObject({ status: 'RESERVING', total: held.total, seats: held.seats });
    expect(await findReservation(fan, made.id)).toEqual(made);
    expect(await statusOf([1, 2])).toBe('22');
  });

  test('happens once for a key however often it is sent at once', async () => {
    const held = await hold(fan, [1, 2]);
    const command = { holdId: held.id, idempotency: onceAs(fan, 'one-intent') };
    const answers = await Promise.all(Array.from({ length: 20 }, () => reserveHold(fan, command)));
    expect(new Set(answers.map((answer) => answer.id)).size).toBe(1);
    expect(await prisma.reservation.count()).toBe(1);
  });

  test('is refused by Postgres for a seat that it knows as sold, and frees the others', async () => {
    await aReservation({ scheduleId, seatIds: [2] });
    await seatsRedis().del(seatKeys(scheduleId).owners); // a Redis that forgot whose seat 2 is
    await seatsRedis().setrange(seatKeys(scheduleId).status, 2, '0');
    const held = await hold(fan, [1, 2]);
    const reserving = reserveHold(fan, { holdId: held.id, idempotency: onceAs(fan) });
    await expect(reserving).rejects.toEqual(code('seat_taken'));
    expect(await statusOf([1])).toBe('0');
    expect(await prisma.reservationSeat.count({ where: { live: true } })).toBe(1);
  });

  test('leaves one live reservation a pass', async () => {
    const passId = await aPass(fan, scheduleId);
    const take = async (seatIds: number[]) => {
      const idempotency = onceAs(fan);
      const held = await holdSeats(fan, { scheduleId, passId, input: { seatIds }, idempotency });
      return reserveHold(fan, { holdId: held.id, idempotency: onceAs(fan) });
    };
    await take([1]);
    await seatsRedis().del(seatKeys(scheduleId).hold(fan.id)); // as if Redis had lost the first hold
    await expect(take([2])).rejects.toEqual(code('already_reserved'));
    expect(await statusOf([1, 2])).toBe('20');
  });

  test('under another key says that it is reserved already', async () => {
    const held = await hold(fan, [1]);
    await reserveHold(fan, { holdId: held.id, idempotency: onceAs(fan) });
    const again = reserveHold(fan, { holdId: held.id, idempotency: onceAs(fan) });
    await expect(again).rejects.toEqual(code('already_reserved'));
    expect(await statusOf([1])).toBe('2');
  });

  test('counts a person’s seats in Postgres too', async () => {
    await aReservation({ fan, scheduleId, seatIds: [1, 2, 3] });
    await seatsRedis().del(seatKeys(scheduleId).hold(fan.id), seatKeys(scheduleId).owned);
    const held = await hold(fan, [4, 5]);
    const reserving = reserveHold(fan, { holdId: held.id, idempotency: onceAs(fan) });
    await expect(reserving).rejects.toEqual(code('seats_over_limit'));
    expect(await statusOf([4, 5])).toBe('00');
  });

  test('of another’s hold is not found', async () => {
    const held = await hold(await aFan(), [1]);
    const reserving = reserveHold(fan, { holdId: held.id, idempotency: onceAs(fan) });
    await expect(reserving).rejects.toEqual(code('not_found'));
  });
});

describe('reserving many at once', () => {
  const seat = (person: Person, seatId: number) => {
    const ids = { id: newId(), scheduleId, accountId: person.id, holdId: newId(), passId: newId() };
    const seats = [{ seatId, grade: 'VIP' as const }];
    return { ...ids, seats, isOnMap: seatId % 2 === 0, idempotency: onceAs(person) };
  };
  const people = (count: number) => Promise.all(Array.from({ length: count }, () => aFan()));

  test('tells of those alone that the map has not', async () => {
    const asked = (await people(8)).map((one, n) => seat(one, 10 + n));
    await Promise.all(asked.map(insertReservation));
    const told = await prisma.outboxEvent.findMany({ where: { type: 'reservation.created' } });
    const unseen = asked.filter(({ isOnMap }) => !isOnMap).map(({ id }) => id);
    expect(told.map(({ key }) => key).toSorted()).toEqual(unseen.toSorted());
  });

  test('gives a seat that two ask for to one, and nobody beside them loses theirs', async () => {
    const [first, second, ...others] = await people(12);
    const asked = [seat(first!, 7), ...others.map((one, n) => seat(one, 10 + n)), seat(second!, 7)];
    const outcomes = await Promise.allSettled(asked.map(insertReservation));
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.map(({ reason }) => reason as unknown)).toEqual([code('seat_taken')]);
    expect(await prisma.reservation.count()).toBe(11);
    expect(await prisma.reservationSeat.count({ where: { live: true } })).toBe(11);
  });

  test('refuses the one that no statement could take, alone', async () => {
    const [poisoner, ...others] = await people(8);
    const poison = { ...seat(poisoner!, 1), accountId: newId() }; // nobody's account
    const asked = [...others.map((one, n) => seat(one, 10 + n)), poison];
    const outcomes = await Promise.allSettled(asked.map(insertReservation));
    expect(outcomes.map(({ status }) => status)).toEqual([
      ...others.map(() => 'fulfilled'),
      'rejected',
    ]);
    expect(await prisma.reservation.count()).toBe(7);
  });

  test('counts the seats of a person whose orders come together', async () => {
    const asked = Array.from({ length: 6 }, (_, n) => seat(fan, n));
    const outcomes = await Promise.all(asked.map(insertReservation));
    expect(outcomes.filter((made) => made !== null)).toHaveLength(4);
  });
});

describe('a reservation nobody paid', () => {
  test('is cancelled when its time is over and its seats come back', async () => {
    const { id } = await aReservation({ fan, scheduleId, seatIds: [1, 2] });
    await prisma.reservation.update({
      where: { id },
      data: { expiresAt: new Date(Date.now() - 5_000) },
    });
    expect(await expireReservations()).toBe(1);
    await drainBus();
    expect(await findReservation(fan, id)).toMatchObject({
      status: 'CANCELLED',
      cancelledReason: 'expired',
    });
    expect(await statusOf([1, 2])).toBe('00');
    await hold(fan, [1, 2]);
  });

  test('is left alone while it may still be paid', async () => {
    await aReservation({ fan, scheduleId, seatIds: [1] });
    expect(await expireReservations()).toBe(0);
  });
});

describe('after a crash', () => {
  test('between script and statement the reconciler frees the seats', async () => {
    const held = await hold(fan, [1, 2]);
    const { writeReserving } = await import('@/server/holds/holds.redis');
    const lostId = newId(); // never written to Postgres
    const holder = { scheduleId, accountId: fan.id };
    await writeReserving(holder, held.id.split('.')[1]!, lostId);
    expect(await reconcileSeats(scheduleId)).toBe(0);
    expect(await statusOf([1, 2])).toBe('22');
    await seatsRedis().zincrby(seatKeys(scheduleId).unwritten, -30_000, lostId);
    expect(await reconcileSeats(scheduleId)).toBe(1);
    expect(await statusOf([1, 2])).toBe('00');
    await hold(fan, [3]);
  });

  test('of Redis the map is built again from Postgres', async () => {
    await aReservation({ fan, scheduleId, seatIds: [1, 2] });
    await seatsRedis().flushall();
    await prepareSeats(scheduleId);
    expect(await statusOf([0, 1, 2, 3])).toBe('0220');
    await expect(hold(await aFan(), [1])).rejects.toEqual(code('seat_taken'));
  });
});

test('somebody else’s reservation is not found, and one’s own come newest first', async () => {
  const first = await aReservation({ fan, scheduleId, seatIds: [1] });
  const other = await aSchedule();
  const second = await aReservation({ fan, scheduleId: other.id, seatIds: [1] });
  const page = await listReservations(fan, { size: 1 });
  expect(page.reservations.map(({ id }) => id)).toEqual([second.id]);
  const next = await listReservations(fan, { size: 1, cursor: page.nextCursor! });
  expect(next).toMatchObject({ reservations: [{ id: first.id }], nextCursor: null });
  await expect(findReservation(await aFan(), first.id)).rejects.toEqual(code('not_found'));
});

test('a reservation shows how it was paid, and what came back of it', async () => {
  const { id, total, fan: buyer } = await aPaidReservation({ scheduleId });
  const { payment } = await findReservation(buyer, id);
  expect(payment).toMatchObject({ method: 'wallet', status: 'COMPLETED', refund: null });
  const cancellation = { reservationId: id, reason: '', idempotency: onceAs(buyer) };
  await cancelReservation(buyer, cancellation);
  const { reservations } = await listReservations(buyer, { size: 1 });
  const refund = { amount: expect.any(Number), status: 'COMPLETED' };
  expect(reservations).toMatchObject([{ id, total, payment: { refund } }]);
  // An order at a gateway that nobody paid is nothing to show.
  const unpaid = await aReservation({ scheduleId, seatIds: [5] });
  const order = { reservationId: unpaid.id, accountId: unpaid.fan.id, provider: 'sandbox' };
  expect(await insertCardOrder({ id: newId(), ...order })).not.toBeNull();
  expect(await findReservation(unpaid.fan, unpaid.id)).not.toHaveProperty('payment');
});

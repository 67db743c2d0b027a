import { describe, expect, test } from 'vitest';
import { prisma } from '@/server/platform/db';
import { seatsRedis } from '@/server/platform/redis';
import { aPaidReservation, aReservation } from '@/server/testing';
import { freeReserved, seatKeys, settleReservations } from './index';
import { readMap, reservedOwner, writeSettled } from './seats.redis';
import { aMap, digits, markReserving, markSold, reserved } from './testing';

describe('what Postgres decided', () => {
  test('is written over anything when it is sold, and again changes nothing', async () => {
    const id = await aMap();
    const seats = reserved(id, [1, 2]);
    await markSold(seats);
    expect(await digits(id)).toBe('033000');
    const { version } = (await readMap(id))!;
    await markSold(seats);
    expect((await readMap(id))!.version).toBe(version);
    expect(await seatsRedis().hget(seatKeys(id).owned, seats.accountId)).toBe('2');
  });

  test('does not go back from sold to reserving when the earlier event comes late', async () => {
    const id = await aMap();
    const seats = reserved(id, [1]);
    await markSold(seats);
    await markReserving(seats);
    expect(await digits(id)).toBe('030000');
  });

  test('is not undone by an earlier reservation’s late event', async () => {
    const id = await aMap();
    const [first, second] = [reserved(id, [1]), reserved(id, [1])];
    await markSold(second);
    await markReserving(first);
    expect(await digits(id)).toBe('030000');
    expect(await seatsRedis().hget(seatKeys(id).owners, '1')).toBe(reservedOwner(second));
  });

  test('moves a seat, and the count of it, from whom Redis thought it was', async () => {
    const id = await aMap();
    const [first, second] = [reserved(id, [1, 2]), reserved(id, [1])];
    await markSold(first);
    await markSold(second);
    await markSold(second);
    expect(await seatsRedis().hgetall(seatKeys(id).owned)).toEqual({
      [first.accountId]: '1',
      [second.accountId]: '1',
    });
    await freeReserved(second);
    expect(await digits(id)).toBe('003000');
  });

  test('is what an event settles, not what the event said', async () => {
    const id = await aMap();
    const { id: reservationId } = await aPaidReservation({ scheduleId: id, seatIds: [1] });
    await prisma.reservation.update({
      where: { id: reservationId },
      data: { status: 'CANCELLED' },
    });
    await settleReservations([reservationId]);
    expect(await digits(id)).toBe('000000');
  });

  test('of many reservations at once is told together, and a seat that changes hands is freed first', async () => {
    const id = await aMap();
    const leaver = await aPaidReservation({ scheduleId: id, seatIds: [0, 1] });
    const owned = { ...leaver, reservationId: leaver.id, accountId: leaver.fan.id, scheduleId: id };
    await prisma.reservationSeat.updateMany({
      where: { reservationId: leaver.id },
      data: { live: false },
    });
    await prisma.reservation.update({ where: { id: leaver.id }, data: { status: 'CANCELLED' } });
    await freeReserved({ ...owned, seatIndexes: [0, 1] });
    const next = await aReservation({ scheduleId: id, seatIds: [1] });
    // As if the map had yet to hear of either.
    await freeReserved({ ...reserved(id, [1]), reservationId: next.id, accountId: next.fan.id });
    await markSold({ ...owned, seatIndexes: [0, 1] });
    const others = await Promise.all(
      [2, 3, 4].map((seat) => aPaidReservation({ scheduleId: id, seatIds: [seat] })),
    );
    const { version } = (await readMap(id))!;
    await settleReservations([...others, next, leaver].map((each) => each.id));
    expect(await digits(id)).toBe('023330');
    // Free again, reserving and sold: one change of the map each, however many seats.
    expect((await readMap(id))!.version).toBe(version + 3);
  });

  test('of more reservations than one run takes reaches each of them', async () => {
    const id = await aMap();
    const many = Array.from({ length: 130 }, (_, seat) => ({
      ...reserved(id, [seat]),
      digit: '3' as const,
    }));
    await writeSettled(id, many);
    expect(await digits(id, 131)).toBe(`${'3'.repeat(130)}0`);
    expect(await seatsRedis().hlen(seatKeys(id).owned)).toBe(130);
  });

  test('frees only the seats that are still that reservation’s', async () => {
    const id = await aMap();
    const [first, second] = [reserved(id, [1, 2]), reserved(id, [2])];
    await markReserving(first);
    await freeReserved(first);
    await markSold(second);
    await freeReserved(first);
    expect(await digits(id)).toBe('003000');
    expect(await seatsRedis().hgetall(seatKeys(id).owned)).toEqual({ [second.accountId]: '1' });
  });
});

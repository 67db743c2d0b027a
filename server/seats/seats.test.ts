import { describe, expect, test } from 'vitest';
import { prisma } from '@/server/platform/db';
import { newSubscriber, seatsRedis } from '@/server/platform/redis';
import { newId } from '@/server/platform/id';
import { aPaidReservation, aReservation, aSchedule } from '@/server/testing';
import { stallOnce } from '@/server/testing/stall';
import { hallLayout } from '@/server/venues';
import {
  findSnapshot,
  forgetOldMaps,
  prepareSeats,
  reconcileReserving,
  reconcileSeats,
  seatCounts,
  seatKeys,
  settleReservations,
} from './index';
import { packRows, rankRows } from './rows';
import {
  installMap,
  readMap,
  reservedOwner,
  writeBlocked,
  writeTerms,
  type ReservedSeats,
} from './seats.redis';
import { findOpenTerms, findTerms, forgetTerms } from './terms';
import { aMap, digits, markReserving, markSold, reserved } from './testing';

describe('reconciling', () => {
  test('marks what Postgres has and the map has not, and frees what it has no more', async () => {
    const id = await aMap();
    await aPaidReservation({ scheduleId: id, seatIds: [1] });
    const gone = await aPaidReservation({ scheduleId: id, seatIds: [2] });
    await settleReservations([gone.id]);
    await prisma.reservationSeat.updateMany({
      where: { reservationId: gone.id },
      data: { live: false },
    });
    await prisma.reservation.update({ where: { id: gone.id }, data: { status: 'CANCELLED' } });
    await seatsRedis().hdel(seatKeys(id).owners, '1');
    await seatsRedis().setrange(seatKeys(id).status, 1, '0');
    expect(await digits(id)).toBe('003000');
    expect(await reconcileSeats(id)).toBe(2);
    expect(await digits(id)).toBe('030000');
    expect(await reconcileSeats(id)).toBe(0);
  });

  test.each([
    ['a look at what is reserving', reconcileReserving],
    ['the whole comparison', reconcileSeats],
  ])('leaves alone what is just being written: %s', async (_, reconcile) => {
    const id = await aMap();
    await markReserving(reserved(id, [1]));
    expect(await reconcile(id)).toBe(0);
    expect(await digits(id)).toBe('020000');
  });

  test('settles what is reserving by what became of it, and looks at nothing else', async () => {
    const id = await aMap();
    const paid = await aPaidReservation({ scheduleId: id, seatIds: [1] });
    const waiting = await aReservation({ scheduleId: id, seatIds: [2] });
    for (const { reservationId, accountId } of await prisma.reservationSeat.findMany()) {
      const seatIndexes = reservationId === paid.id ? [1] : [2];
      await markReserving({ reservationId, accountId, scheduleId: id, seatIndexes });
    }
    await seatsRedis().setrange(seatKeys(id).status, 5, '3');
    expect(await digits(id)).toBe('022003');
    expect(await reconcileReserving(id)).toBe(1);
    expect(await digits(id)).toBe('032003');
    await prisma.reservation.update({ where: { id: waiting.id }, data: { status: 'CANCELLED' } });
    expect(await reconcileReserving(id)).toBe(1);
    expect(await digits(id)).toBe('030003');
  });

  test('frees what has no reservation half a minute after it was missed, by Redis’s clock alone', async () => {
    const id = await aMap();
    const made = (clock: string) => ({
      ...reserved(id, [1]),
      reservationId: clock + newId().slice(13),
    });
    const [early, late] = [made('01000000-0000'), made('7f000000-0000')]; // by processes whose clocks are off
    await markReserving({ ...early, seatIndexes: [1] });
    await markReserving({ ...late, seatIndexes: [2] });
    expect(await reconcileReserving(id)).toBe(0);
    for (const { reservationId } of [early, late])
      await seatsRedis().zincrby(seatKeys(id).unwritten, -31_000, reservationId);
    await markReserving(reserved(id, [3]));
    expect(await reconcileReserving(id)).toBe(2);
    expect(await digits(id)).toBe('000200');
  });
});

describe('the map', () => {
  test('is built from Postgres with what is sold, reserving and blocked', async () => {
    const id = await aMap({ blockedSeats: [5] });
    await aPaidReservation({ scheduleId: id, seatIds: [1] });
    await aReservation({ scheduleId: id, seatIds: [2, 3] });
    await seatsRedis().flushall();
    await prepareSeats(id);
    expect(await digits(id)).toBe('032204');
  });

  test('has what was bought while it was being built from an earlier reading', async () => {
    const id = await aMap();
    const [sold, gone] = [
      await aPaidReservation({ scheduleId: id, seatIds: [1] }),
      await aReservation({ scheduleId: id, seatIds: [2] }),
    ];
    await prisma.reservation.update({ where: { id: sold.id }, data: { status: 'CANCELLED' } });
    await seatsRedis().flushall();
    const looking = stallOnce(seatsRedis(), 'exists');
    const building = prepareSeats(id);
    await looking.reached;
    const installing = stallOnce(seatsRedis(), 'evalsha');
    looking.goOn();
    await installing.reached;
    await prisma.reservation.update({ where: { id: sold.id }, data: { status: 'RESERVED' } });
    await prisma.reservation.update({ where: { id: gone.id }, data: { status: 'CANCELLED' } });
    await prisma.reservationSeat.updateMany({
      where: { reservationId: gone.id },
      data: { live: false },
    });
    await settleReservations([sold.id, gone.id]); // their events come while there is no map
    installing.goOn();
    await building;
    expect(await digits(id)).toBe('030000');
    expect(await seatsRedis().hgetall(seatKeys(id).owned)).toEqual({ [sold.fan.id]: '1' });
  });

  test('of two builders is one’s alone, and the later one changes nothing that was bought on it', async () => {
    const id = await aMap();
    await seatsRedis().flushall();
    const [early, late] = [reserved(id, [1]), reserved(id, [2, 3])];
    const drawn = (seats: ReservedSeats, status: string) => ({
      status: status.padEnd(480, '0'),
      owners: new Map(seats.seatIndexes.map((seat) => [seat, reservedOwner(seats)])),
      owned: new Map([[seats.accountId, seats.seatIndexes.length]]),
    });
    const install = (map: ReturnType<typeof drawn>) =>
      installMap(id, map, packRows(hallLayout(), map.status));
    expect(await install(drawn(late, '0022'))).toBe('installed');
    const { version } = (await readMap(id))!;
    expect(await install(drawn(early, '0200'))).toBe('there');
    expect(await readMap(id)).toMatchObject({ version, status: expect.stringMatching(/^002200/) });
    expect(Object.keys(await seatsRedis().hgetall(seatKeys(id).owners))).toEqual(['2', '3']);
    expect(await seatsRedis().hgetall(seatKeys(id).owned)).toEqual({ [late.accountId]: '2' });
    expect(await seatsRedis().keys('*:fresh:*')).toEqual([]);
  });

  test('is drawn again when Redis is emptied while it is being installed', async () => {
    const id = await aMap();
    const sold = await aPaidReservation({ scheduleId: id, seatIds: [1] });
    await seatsRedis().flushall();
    const looking = stallOnce(seatsRedis(), 'exists');
    const building = prepareSeats(id);
    await looking.reached;
    const installing = stallOnce(seatsRedis(), 'evalsha');
    looking.goOn();
    await installing.reached;
    await seatsRedis().flushall();
    installing.goOn();
    await building;
    expect(await digits(id)).toBe('030000');
    expect(await seatsRedis().hgetall(seatKeys(id).owned)).toEqual({ [sold.fan.id]: '1' });
  });

  test('is sold on the terms of its opening, not on those that were read before it', async () => {
    const { id } = await aSchedule();
    const opensAt = new Date(Date.now() + 1_500);
    await prisma.schedule.update({ where: { id }, data: { opensAt } });
    forgetTerms(id);
    expect(await findOpenTerms(id)).toMatchObject({ blockedSeats: [] });
    await prisma.schedule.update({ where: { id }, data: { blockedSeats: [4] } });
    await expect
      .poll(() => Date.now() > opensAt.getTime(), { interval: 10, timeout: 10_000 })
      .toBe(true);
    expect(await findOpenTerms(id)).toMatchObject({ blockedSeats: [4] });
  });

  test('blocks and frees what the schedule changes, and leaves sold seats alone', async () => {
    const id = await aMap({ blockedSeats: [4, 5] });
    await markSold(reserved(id, [1]));
    await prisma.schedule.update({ where: { id }, data: { blockedSeats: [1, 5] } });
    await prepareSeats(id);
    expect(await digits(id)).toBe('030004');
  });

  test('keeps what the schedule said last when an earlier reading is written late', async () => {
    const id = await aMap({ blockedSeats: [4] });
    forgetTerms(id);
    const early = (await findTerms(id))!;
    const data = { blockedSeats: [5], holdSeconds: 90, updatedAt: new Date(Date.now() + 1_000) };
    await prisma.schedule.update({ where: { id }, data });
    await prepareSeats(id);
    await writeTerms(early);
    expect(await writeBlocked(early)).toBe(0);
    expect(await digits(id)).toBe('000004');
    expect(await seatsRedis().hget(seatKeys(id).config, 'holdMs')).toBe('90000');
  });

  test('follows a change that is made while it is being prepared', async () => {
    const id = await aMap();
    const stalled = stallOnce(seatsRedis(), 'exists');
    const running = prepareSeats(id);
    await stalled.reached; // it has read the schedule, and has yet to write
    await prisma.schedule.update({ where: { id }, data: { blockedSeats: [2] } });
    const followed = [prepareSeats(id), prepareSeats(id)];
    stalled.goOn();
    await Promise.all([running, ...followed]);
    expect(await digits(id)).toBe('004000');
  });

  test('is built once by many who find none', async () => {
    const { id } = await aSchedule();
    await seatsRedis().flushall();
    await Promise.all(Array.from({ length: 20 }, () => prepareSeats(id)));
    expect(await digits(id)).toBe('000000');
  });

  test('is forgotten a day after its sale, and built again for who asks then', async () => {
    const id = await aMap();
    await aPaidReservation({ scheduleId: id, seatIds: [1] });
    const closeAt = async (closesAt: Date) => {
      await prisma.schedule.update({ where: { id }, data: { closesAt } });
      await prepareSeats(id);
    };
    const keysOf = async () => {
      const keys = await seatsRedis().keys(`{s:${id}}:*`);
      return keys.filter((key) => !/:(pass|hold|answer):/.test(key)); // these expire by themselves
    };
    const letTimePass = (hours: number) =>
      seatsRedis().zincrby('seat-maps', -hours * 3_600_000, id);
    await closeAt(new Date());
    await letTimePass(23.9);
    await forgetOldMaps();
    expect(await keysOf()).not.toEqual([]);
    await letTimePass(0.2);
    await forgetOldMaps();
    expect(await keysOf()).toEqual([]);
    const shown = async () => (await findSnapshot(id)).status.slice(0, 3);
    await expect.poll(shown).toBe('030'); // a snapshot is kept for a tenth of a second
    await forgetOldMaps();
    expect(await keysOf()).not.toEqual([]);
  });

  test('tells watchers each change with the next version', async () => {
    const id = await aMap();
    const { version } = (await readMap(id))!;
    const heard: string[] = [];
    const subscriber = newSubscriber('test');
    await subscriber.subscribe(seatKeys(id).changes);
    subscriber.on('message', (_, message: string) => heard.push(message));
    await markReserving(reserved(id, [1, 2]));
    await markSold(reserved(id, [7]));
    await expect.poll(() => heard).toEqual([`${version + 1}|1:2,2:2`, `${version + 2}|7:3`]);
    subscriber.disconnect();
  });

  test('is counted by grade and state', async () => {
    const id = await aMap();
    await markSold(reserved(id, [0, 1]));
    await new Promise((resume) => setTimeout(resume, 110)); // a snapshot is kept for a tenth of a second
    const counts = await seatCounts(id);
    expect(counts.map(({ grade }) => grade)).toEqual(['VIP', 'R', 'S', 'A']);
    const all = counts.flatMap(({ available, sold }) => available + sold);
    expect(all.reduce((sum, each) => sum + each, 0)).toBe(480);
    expect(counts.reduce((sum, { sold }) => sum + sold, 0)).toBe(2);
  });
});

test('rows are ranked nearest to the stage first, and stand section by section as in the hall', () => {
  const document = hallLayout();
  const [best] = rankRows(document);
  expect(best!.grade).toBe('VIP');
  const nearest = document.sections.flatMap(({ rows }) => rows);
  expect(nearest.find(({ firstSeat }) => firstSeat === best!.ranked[0]!.firstSeat)!.name).toBe('1');
  const distances = best!.ranked.map(({ distance }) => distance);
  expect(distances).toEqual(distances.toSorted((a, b) => a - b));
  const standing = best!.places.map((rank) => best!.ranked[rank!]!.firstSeat);
  expect(standing).toEqual(standing.toSorted((a, b) => a - b));
  expect(rankRows(document)[1]!.places.filter((rank) => rank === null)).toHaveLength(1);
});

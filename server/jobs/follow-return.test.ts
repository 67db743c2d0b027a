import { afterAll, beforeAll, expect, test } from 'vitest';
import { prisma } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { areSeatsAway, closeRedis, seatsConnection } from '@/server/platform/redis';
import { reserveSeats } from '@/server/reservations';
import { findSnapshot, freeReserved } from '@/server/seats';
import { aFan, aReservation, aSchedule, onceAs } from '@/server/testing';
import { TcpSwitch } from '@/server/testing/faults/tcp-switch';
import { seatJobs } from './seats';

let way: TcpSwitch;
const port = Number(new URL(process.env['REDIS_URL']!).port);

beforeAll(async () => {
  way = await TcpSwitch.to(port);
  process.env['REDIS_SEATS_URL'] = `redis://127.0.0.1:${way.port}`; // read at the first command
});

afterAll(async () => {
  await closeRedis();
  await way.stop();
  delete process.env['REDIS_SEATS_URL'];
});

const soon = { timeout: 20_000, interval: 50 };
const { run } = seatJobs.find(({ name }) => name === 'follow-return')!;

const statusOf = async (scheduleId: string) => {
  const seen = await findSnapshot(scheduleId);
  return seen.degraded ? 'drawn' : seen.status.slice(0, 4);
};

test('a worker compares the maps as soon as Redis is back: what was sold without it is on them, though its events were lost', async () => {
  const [fan, { id: scheduleId }] = await Promise.all([
    aFan(),
    aSchedule({ seatsAwayMode: 'degraded' }),
  ]);
  expect((await findSnapshot(scheduleId)).status.slice(0, 4)).toBe('0000');
  way.turn();
  await expect.poll(areSeatsAway, soon).toBe(true);
  await run();
  const pass = { passId: newId(), expiresAt: Date.now() + 60_000 };
  await reserveSeats(fan, { scheduleId, seatIds: [1, 2], pass, idempotency: onceAs(fan) });
  await prisma.outboxEvent.deleteMany();
  way.turn(port);
  await expect.poll(areSeatsAway, soon).toBe(false);
  await run();
  await expect.poll(() => statusOf(scheduleId), soon).toBe('0220');
});

test('a crash too short for anybody to find Redis away is followed all the same: what its last second had is on the map again', async () => {
  await run();
  const { id, scheduleId, fan } = await aReservation({ seatIds: [1, 2] });
  // As if what was written last had been lost. No event tells of seats that were held.
  await freeReserved({ reservationId: id, scheduleId, accountId: fan.id, seatIndexes: [1, 2] });
  expect(await prisma.outboxEvent.count({ where: { type: 'reservation.created' } })).toBe(0);
  const connection = seatsConnection();
  way.turn(port);
  await expect.poll(seatsConnection, soon).toBeGreaterThan(connection);
  expect(areSeatsAway()).toBe(false);
  await run();
  await expect.poll(() => statusOf(scheduleId), soon).toBe('0220');
});

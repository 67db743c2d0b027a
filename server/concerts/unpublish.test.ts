import { expect, test } from 'vitest';
import { findSnapshot, prepareSeats } from '@/server/seats';
import { holdSeats } from '@/server/holds';
import { prisma } from '@/server/platform/db';
import { reserveHold } from '@/server/reservations';
import { findSchedule } from '@/server/schedules';
import {
  aFan,
  anOrganiser,
  aPass,
  aReservation,
  aSchedule,
  onceAs,
  type Person,
} from '@/server/testing';
import { configureLine, configureLines, findLine } from '@/server/waiting-room';
import { findConcert, publishConcert, unpublishConcert } from '.';

const notFound = { code: 'not_found' };

const aHold = async (fan: Person, scheduleId: string, seat: number) => {
  const passId = await aPass(fan, scheduleId);
  const input = { seatIds: [seat] };
  return holdSeats(fan, { scheduleId, passId, input, idempotency: onceAs(fan) });
};

const reserve = (fan: Person, holdId: string) =>
  reserveHold(fan, { holdId, idempotency: onceAs(fan) });

test('a concert that is taken back is nobody’s to see, and its line and its map go until it is published again', async () => {
  const organiser = await anOrganiser();
  const { id, concertId } = await aSchedule({ organiser });
  await findLine(id);
  await findSnapshot(id);
  const told = () => prisma.outboxEvent.count({ where: { type: 'schedule.changed', key: id } });
  const before = await told();
  expect(await unpublishConcert(organiser, concertId)).toMatchObject({ publishedAt: null });
  expect(await told()).toBe(before + 1);
  expect(await findConcert(concertId)).toBeNull();
  expect(await findSchedule(id)).toBeNull();
  await configureLine(id); // as the event's consumer does
  await expect(findLine(id)).rejects.toMatchObject(notFound);
  await expect(prepareSeats(id)).rejects.toMatchObject(notFound);
  await unpublishConcert(organiser, concertId); // again changes nothing
  expect(await told()).toBe(before + 1);
  await publishConcert(organiser, concertId);
  expect(await findConcert(concertId)).not.toBeNull();
  await prepareSeats(id);
});

test('a line that was written after its concert was taken back goes with the next look at all lines', async () => {
  const organiser = await anOrganiser();
  const { id, concertId } = await aSchedule({ organiser });
  await findLine(id);
  await unpublishConcert(organiser, concertId);
  expect(await findLine(id)).toMatchObject({ phase: 'open' }); // nothing has told it yet
  await configureLines();
  await expect(findLine(id)).rejects.toMatchObject(notFound);
});

test('is refused once anybody has reserved, even if they cancelled', async () => {
  const organiser = await anOrganiser();
  const { id, concertId } = await aSchedule({ organiser });
  const reservation = await aReservation({ scheduleId: id });
  const refused = { code: 'concert_has_sales' };
  await expect(unpublishConcert(organiser, concertId)).rejects.toMatchObject(refused);
  const where = { id: reservation.id };
  await prisma.reservation.update({ where, data: { status: 'CANCELLED' } });
  await expect(unpublishConcert(organiser, concertId)).rejects.toMatchObject(refused);
  expect(await findConcert(concertId)).not.toBeNull();
});

test('seats held of it cannot be reserved any more', async () => {
  const organiser = await anOrganiser();
  const { id, concertId } = await aSchedule({ organiser });
  const fan = await aFan();
  const hold = await aHold(fan, id, 1);
  await unpublishConcert(organiser, concertId);
  await expect(reserve(fan, hold.id)).rejects.toMatchObject({ code: 'sale_over' });
});

test('in a race with people who reserve, either it stays public or nobody has a seat of it', async () => {
  for (let round = 0; round < 6; round++) {
    const organiser = await anOrganiser();
    const { id, concertId } = await aSchedule({ organiser });
    const fans = await Promise.all(Array.from({ length: 12 }, () => aFan()));
    const holds = await Promise.all(fans.map((fan, seat) => aHold(fan, id, seat)));
    const all = fans.map((fan, i) => () => reserve(fan, holds[i]!.id));
    const [ahead, behind] = [all.slice(0, round * 2), all.slice(round * 2)];
    await Promise.allSettled([
      ...ahead.map((start) => start()),
      unpublishConcert(organiser, concertId),
      ...behind.map((start) => start()),
    ]);
    const reserved = await prisma.reservation.count({ where: { scheduleId: id } });
    const isPublic = (await findConcert(concertId)) !== null;
    expect(isPublic).toBe(reserved > 0);
  }
});

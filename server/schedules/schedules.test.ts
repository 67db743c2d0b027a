import { describe, expect, it } from 'vitest';
import { deleteConcert } from '@/server/concerts';
import { prisma } from '@/server/platform/db';
import { seatsRedis } from '@/server/platform/redis';
import { findSnapshot, prepareSeats, seatKeys } from '@/server/seats';
import {
  aConcert,
  aFan,
  aLayout,
  anOrganiser,
  aSchedule,
  pricesFor,
  sellSeats,
} from '@/server/testing';
import { stadiumLayout } from '@/server/venues';
import {
  deleteSchedule,
  findSchedule,
  listLayoutChoices,
  listOwnSchedules,
  listSchedules,
  requireOwnSchedule,
  updateSchedule,
} from '.';
import { scheduleChangeSchema } from './schedules.schema';

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
const upcoming = { opensAt: inDays(1), startsAt: inDays(3) };
const eventsOf = (scheduleId: string) =>
  prisma.outboxEvent.count({ where: { type: 'schedule.changed', key: scheduleId } });

describe('making a schedule', () => {
  it('tells the line and the map in the same transaction', async () => {
    const schedule = await aSchedule({ blockedSeats: [0, 1] });
    expect(await eventsOf(schedule.id)).toBe(1);
    expect(schedule).toMatchObject({ seatCount: 478, seatsLeft: 478, soldSeats: 0, paused: false });
    expect(schedule.closesAt).toBe(schedule.startsAt);
  });

  it('wants its times in order', async () => {
    const refused = { code: 'times_not_ordered' };
    const [one, two] = [inDays(1), inDays(2)];
    await expect(aSchedule({ opensAt: two, startsAt: one })).rejects.toMatchObject(refused);
    const late = { opensAt: one, startsAt: two, closesAt: inDays(3) };
    await expect(aSchedule(late)).rejects.toMatchObject(refused);
  });

  it('wants one price for each grade of its hall, and no other', async () => {
    const layout = await aLayout();
    const prices = pricesFor(layout.document);
    const refused = { code: 'prices_do_not_fit' };
    await expect(aSchedule({ layout, prices: prices.slice(1) })).rejects.toMatchObject(refused);
    const twice = [...prices, prices[0]!];
    await expect(aSchedule({ layout, prices: twice })).rejects.toMatchObject(refused);
  });

  it('blocks only seats that the hall has', async () => {
    await expect(aSchedule({ blockedSeats: [480] })).rejects.toMatchObject({
      code: 'seat_unknown',
    });
    const layoutId = '01890000-0000-7000-8000-000000000000';
    await expect(aSchedule({ layoutId })).rejects.toMatchObject({ code: 'layout_unknown' });
  });

  it("is for the concert's organiser", async () => {
    const { id: concertId } = await aConcert();
    await expect(aSchedule({ concertId })).rejects.toMatchObject({ code: 'not_found' });
    const fan = { organiser: await aFan(), concertId };
    await expect(aSchedule(fan)).rejects.toMatchObject({ code: 'staff_only' });
  });

  it('takes under 3 s for 50,000 seats, with its map', async () => {
    const layout = await aLayout(stadiumLayout());
    const organiser = await anOrganiser();
    const { id: concertId } = await aConcert({ organiser });
    const startedMs = performance.now();
    const schedule = await aSchedule({ organiser, concertId, layout });
    const { status } = await findSnapshot(schedule.id);
    expect(performance.now() - startedMs).toBeLessThan(3_000);
    expect(schedule.seatsLeft).toBe(50_000);
    expect(status).toHaveLength(50_000);
  });
});

describe('changing a schedule', () => {
  it('records the reason of pausing and of a new rate or capacity', async () => {
    const organiser = await anOrganiser();
    const { id } = await aSchedule({ organiser });
    const change = { paused: true, admissionsPerMinute: 60, reason: '결제 대행사 점검' };
    expect(await updateSchedule(organiser, id, change)).toMatchObject({
      paused: true,
      admissionsPerMinute: 60,
    });
    const [entry] = await prisma.auditLog.findMany({ where: { subject: `schedule:${id}` } });
    expect(entry).toMatchObject({
      actorId: organiser.id,
      action: 'schedule.steered',
      facts: {
        reason: '결제 대행사 점검',
        changed: {
          paused: { from: false, to: true },
          admissionsPerMinute: { from: 1_700, to: 60 },
        },
      },
    });
    expect(await eventsOf(id)).toBe(2);
  });

  it('says whether it sells on while the seats’ Redis is away, which it does not unless told', async () => {
    const organiser = await anOrganiser();
    const { id, seatsAwayMode } = await aSchedule({ organiser });
    expect(seatsAwayMode).toBe('pause');
    const changed = await updateSchedule(organiser, id, { seatsAwayMode: 'degraded' });
    expect(changed.seatsAwayMode).toBe('degraded');
    expect(await findSchedule(id)).toMatchObject({ seatsAwayMode: 'degraded' });
    expect(scheduleChangeSchema.safeParse({ seatsAwayMode: 'never' }).success).toBe(false);
    const nonsense = prisma.schedule.update({ where: { id }, data: { seatsAwayMode: 'never' } });
    await expect(nonsense).rejects.toThrow('schedules_seats_away_mode_known');
  });

  it('says whether a reservation may leave a single seat alone, which it may unless told', async () => {
    const organiser = await anOrganiser();
    const { id, orphanRule } = await aSchedule({ organiser });
    expect(orphanRule).toBe('off');
    const changed = await updateSchedule(organiser, id, { orphanRule: 'strict' });
    expect(changed.orphanRule).toBe('strict');
    expect(scheduleChangeSchema.safeParse({ orphanRule: 'never' }).success).toBe(false);
    const nonsense = prisma.schedule.update({ where: { id }, data: { orphanRule: 'never' } });
    await expect(nonsense).rejects.toThrow('schedules_orphan_rule_known');
    await prepareSeats(id);
    expect(await seatsRedis().hget(seatKeys(id).config, 'orphanRule')).toBe('strict');
  });

  it('is not steered without a reason', () => {
    expect(scheduleChangeSchema.safeParse({ paused: true }).success).toBe(false);
    expect(scheduleChangeSchema.safeParse({ capacity: 10, reason: '  ' }).success).toBe(false);
    expect(scheduleChangeSchema.safeParse({ capacity: 10, reason: '점검' }).success).toBe(true);
    expect(scheduleChangeSchema.safeParse({ lobbyMinutes: 10 }).success).toBe(true);
  });

  it('checks new times against those that stay', async () => {
    const organiser = await anOrganiser();
    const { id } = await aSchedule({ organiser, ...upcoming });
    const change = { opensAt: inDays(4) };
    const refused = { code: 'times_not_ordered' };
    await expect(updateSchedule(organiser, id, change)).rejects.toMatchObject(refused);
    expect(await requireOwnSchedule(organiser, id)).toMatchObject({
      opensAt: upcoming.opensAt.toISOString(),
    });
    expect(await eventsOf(id)).toBe(1);
  });

  it('may set prices, seats and its opening before its sale opens, and not after', async () => {
    const organiser = await anOrganiser();
    const { id, grades } = await aSchedule({ organiser, ...upcoming });
    const prices = grades.map(({ grade }) => ({ grade, price: 1_000 }));
    const changed = await updateSchedule(organiser, id, { prices, blockedSeats: [7] });
    expect(changed.grades.map(({ price }) => price)).toEqual(grades.map(() => 1_000));
    expect(changed.blockedSeats).toEqual([7]);
    await updateSchedule(organiser, id, { opensAt: inDays(-1) });
    const refused = { code: 'sale_has_opened' };
    await expect(updateSchedule(organiser, id, { prices })).rejects.toMatchObject(refused);
    const again = { opensAt: inDays(1) };
    await expect(updateSchedule(organiser, id, again)).rejects.toMatchObject(refused);
  });

  it("is not there for another organiser's", async () => {
    const { id } = await aSchedule();
    const other = await anOrganiser();
    const refused = { code: 'not_found' };
    await expect(requireOwnSchedule(other, id)).rejects.toMatchObject(refused);
    await expect(updateSchedule(other, id, { lobbyMinutes: 1 })).rejects.toMatchObject(refused);
    await expect(updateSchedule(other, id, { prices: [] })).rejects.toMatchObject(refused);
    await expect(deleteSchedule(other, id)).rejects.toMatchObject(refused);
  });
});

describe('once a seat is sold', () => {
  it('a schedule and its concert stay, and so do its prices', async () => {
    const organiser = await anOrganiser();
    const { id, concertId } = await aSchedule({ organiser });
    await sellSeats(id, [3]);
    const refused = { code: 'schedule_has_sales' };
    await expect(deleteSchedule(organiser, id)).rejects.toMatchObject(refused);
    await expect(updateSchedule(organiser, id, { blockedSeats: [] })).rejects.toMatchObject(
      refused,
    );
    await expect(deleteConcert(organiser, concertId)).rejects.toMatchObject({
      code: 'concert_has_sales',
    });
    expect(await listOwnSchedules(organiser, concertId)).toMatchObject([{ id, soldSeats: 1 }]);
  });

  it('a person may have more seats of it from then on, and not fewer', async () => {
    const organiser = await anOrganiser();
    const { id } = await aSchedule({ organiser });
    const allow = (seatsPerPersonMax: number) =>
      updateSchedule(organiser, id, { seatsPerPersonMax });
    await allow(3);
    await sellSeats(id, [3]);
    await expect(allow(2)).rejects.toMatchObject({ code: 'schedule_has_sales' });
    expect(await allow(3)).toMatchObject({ seatsPerPersonMax: 3 });
    expect(await allow(4)).toMatchObject({ seatsPerPersonMax: 4 });
  });

  it('fewer are left, by grade', async () => {
    const { id, concertId, grades } = await aSchedule();
    await sellSeats(id, [0, 1, 2]);
    await expect
      .poll(async () => (await findSchedule(id))?.seatsLeft, { timeout: 3_000 })
      .toBe(477);
    const [listed] = await listSchedules(concertId);
    const left = (rows: typeof grades) => rows.map(({ seatsLeft }) => seatsLeft);
    const missing = left(grades).map((before, at) => before - left(listed!.grades)[at]!);
    expect(missing.reduce((sum, count) => sum + count)).toBe(3);
    expect(listed!.seatCount).toBe(480);
  });
});

it('is deleted with its prices while nobody has reserved', async () => {
  const organiser = await anOrganiser();
  const { id, concertId } = await aSchedule({ organiser });
  await deleteSchedule(organiser, id);
  expect(await findSchedule(id)).toBeNull();
  expect(await listSchedules(concertId)).toEqual([]);
  expect(await eventsOf(id)).toBe(2);
  await aSchedule({ organiser, concertId });
  await deleteConcert(organiser, concertId);
  expect(await prisma.schedule.count()).toBe(0);
});

it('shows nothing of a concert that is not published', async () => {
  const organiser = await anOrganiser();
  const { id: concertId } = await aConcert({ organiser, published: false });
  const { id } = await aSchedule({ organiser, concertId });
  expect(await findSchedule(id)).toBeNull();
  await expect(listSchedules(concertId)).rejects.toMatchObject({ code: 'not_found' });
});

it('offers each hall in its newest version with the grades that want a price', async () => {
  const layout = await aLayout();
  const choices = await listLayoutChoices(await anOrganiser());
  expect(choices).toMatchObject([{ id: layout.id, version: 1, seatCount: 480 }]);
  const seats = choices[0]!.grades.reduce((sum, { seatCount }) => sum + seatCount, 0);
  expect(seats).toBe(480);
});

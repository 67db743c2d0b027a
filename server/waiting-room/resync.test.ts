import { afterEach, expect, test, vi } from 'vitest';
import { prisma } from '@/server/platform/db';
import { updateSchedule } from '@/server/schedules';
import { anOrganiser, aSchedule } from '@/server/testing';
import { configureLine, findLine, findLineNumbers } from './lines';
import { setLine } from './testing.redis';

afterEach(() => {
  vi.useRealTimers();
});

test('a re-sync that read a schedule before it was paused, and writes after, leaves it paused', async () => {
  const organiser = await anOrganiser();
  const { id } = await aSchedule({ organiser });
  const { updatedAt } = await prisma.schedule.findUniqueOrThrow({ where: { id } });
  const change = { paused: true, admissionsPerMinute: 30, reason: 'test' };
  await updateSchedule(organiser, id, change);
  await configureLine(id);
  await setLine(id, { updatedAt: updatedAt.getTime(), paused: false, ratePerMinute: 900 });
  expect(await findLineNumbers(id)).toMatchObject({ paused: true, ratePerMinute: 30 });
});

test('two changes in one millisecond have an order, and so has one by a clock that is behind', async () => {
  const organiser = await anOrganiser();
  const { id } = await aSchedule({ organiser });
  const changedAt = async (paused: boolean) => {
    await updateSchedule(organiser, id, { paused, reason: 'test' });
    await configureLine(id);
    expect(await findLine(id)).toMatchObject({ paused });
    return (await prisma.schedule.findUniqueOrThrow({ where: { id } })).updatedAt.getTime();
  };
  const now = Date.now();
  vi.useFakeTimers({ toFake: ['Date'], now });
  const [first, second] = [await changedAt(true), await changedAt(false)];
  vi.setSystemTime(now - 3_600_000);
  const third = await changedAt(true);
  expect(first < second && second < third).toBe(true);
});

import { expect, it } from 'vitest';
import { seatsRedis } from '@/server/platform/redis';
import { findSnapshot, seatKeys } from '@/server/seats';
import { publishConcert } from '@/server/concerts';
import { deleteSchedule, updateSchedule } from '@/server/schedules';
import { aConcert, aFan, anOrganiser, aSchedule } from '@/server/testing';
import { findLine, joinLine } from '@/server/waiting-room';
import { drainBus } from './bus';

it('line and map follow a schedule until it is deleted, and are gone with it', async () => {
  const organiser = await anOrganiser();
  const { id } = await aSchedule({ organiser });
  await drainBus();
  await joinLine(await aFan(), id);
  await updateSchedule(organiser, id, { paused: true, admissionsPerMinute: 60, reason: '점검' });
  await drainBus();
  expect(await findLine(id)).toMatchObject({ paused: true, ratePerMinute: 60, issued: 1 });
  expect((await findSnapshot(id)).status).toHaveLength(480);

  await deleteSchedule(organiser, id);
  await drainBus();
  const gone = { code: 'not_found' };
  await expect(findLine(id)).rejects.toMatchObject(gone);
  await expect(joinLine(await aFan(), id)).rejects.toMatchObject(gone);
  await expect.poll(() => findSnapshot(id).catch((error: unknown) => error)).toMatchObject(gone);
});

it('a draft has neither line nor map until it is published', async () => {
  const organiser = await anOrganiser();
  const { id: concertId } = await aConcert({ organiser, published: false });
  const { id } = await aSchedule({ organiser, concertId });
  await drainBus();
  await expect(findLine(id)).rejects.toMatchObject({ code: 'not_found' });
  await expect(findSnapshot(id)).rejects.toMatchObject({ code: 'not_found' });
  await publishConcert(organiser, concertId);
  await drainBus();
  expect(await findLine(id)).toMatchObject({ issued: 0 });
  expect(await seatsRedis().exists(seatKeys(id).status)).toBe(1);
});

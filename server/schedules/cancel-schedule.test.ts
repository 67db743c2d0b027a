import { expect, it } from 'vitest';
import { drainBus } from '@/server/jobs/bus';
import { cancellationJob } from '@/server/jobs/cancellations';
import { api } from '@/server/http/app';
import { prisma } from '@/server/platform/db';
import {
  aFan,
  anAdmin,
  anOrganiser,
  aPaidReservation,
  aReservation,
  aSchedule,
  bearerOf,
  type Person,
} from '@/server/testing';
import { joinLine } from '@/server/waiting-room';
import { findSale, findSchedule, updateSchedule } from './index';

const post = (scheduleId: string, person: Person, key = 'key-00001', body: unknown = storm) =>
  api.request(`/api/admin/schedules/${scheduleId}/cancellation`, {
    method: 'POST',
    headers: {
      ...{ 'content-type': 'application/json', 'idempotency-key': key },
      ...bearerOf(person),
    },
    body: JSON.stringify(body),
  });
const storm = { reason: 'storm' };

const read = async (scheduleId: string, person: Person) => {
  const path = `/api/admin/schedules/${scheduleId}/cancellation`;
  return (await api.request(path, { headers: bearerOf(person) })).json() as Promise<unknown>;
};

it('a show is cancelled once, by staff who steer it, and a repeat is answered the same', async () => {
  const organiser = await anOrganiser();
  const { id } = await aSchedule({ organiser });
  expect((await post(id, await aFan())).status).toBe(403);
  expect((await post(id, await anOrganiser())).status).toBe(404);
  expect((await post(id, organiser, 'key-00001', {})).status).toBe(422);
  expect(await read(id, organiser)).toMatchObject({ code: 'not_found' });
  expect((await prisma.schedule.findUniqueOrThrow({ where: { id } })).cancelledAt).toBeNull();

  const answers = await Promise.all(Array.from({ length: 20 }, () => post(id, organiser)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  const bodies = await Promise.all(answers.map((answer) => answer.text()));
  expect(new Set(bodies).size).toBe(1);
  const again = await post(id, await anAdmin(), 'key-00002');
  expect(await again.json()).toMatchObject({ code: 'schedule_cancelled' });
  expect(await prisma.auditLog.findMany({ where: { action: 'schedule.cancel' } })).toMatchObject([
    { actorId: organiser.id, subject: `schedule:${id}`, facts: { reason: 'storm' } },
  ]);
  const where = { type: 'schedule.changed', key: id };
  expect(await prisma.outboxEvent.count({ where })).toBe(2); // made, and cancelled
  const change = updateSchedule(organiser, id, { paused: true, reason: 'no' });
  await expect(change).rejects.toMatchObject({ code: 'schedule_cancelled' });
});

it('from then on its line takes nobody, and its page says so', async () => {
  const organiser = await anOrganiser();
  const { id } = await aSchedule({ organiser });
  await drainBus();
  await joinLine(await aFan(), id);
  await post(id, organiser);
  await drainBus();
  await expect(joinLine(await aFan(), id)).rejects.toMatchObject({ code: 'sale_over' });
  expect((await findSchedule(id))?.cancelledAt).not.toBeNull();
});

it('the sale tells how far its refunds are, who cancelled it and why', async () => {
  const organiser = await anOrganiser();
  const { id: scheduleId } = await aSchedule({ organiser });
  const paid = await aPaidReservation({ scheduleId, seatIds: [0, 1] });
  await aReservation({ scheduleId, seatIds: [5] });
  await post(scheduleId, organiser);
  const facts = { scheduleId, reason: 'storm', by: organiser.name, total: 2, requestedWon: 0 };
  expect(await read(scheduleId, organiser)).toMatchObject({ ...facts, done: 0, refundedWon: 0 });
  await cancellationJob.run();
  await expect
    .poll(() => read(scheduleId, organiser), { timeout: 5_000 })
    .toMatchObject({ ...facts, done: 2, refundedWon: paid.total });
  expect((await findSale(organiser, scheduleId)).cancellation).toMatchObject({ done: 2 });
  expect((await findSale(organiser, (await aSchedule({ organiser })).id)).cancellation).toBeNull();
});

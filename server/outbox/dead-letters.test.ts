import { describe, expect, test } from 'vitest';
import { api } from '@/server/http/app';
import { prisma } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { anAdmin, anOrganiser, bearerOf, type Person } from '@/server/testing';
import { insertDeadLetter } from './dead-letters.store';
import type { DeadLetters } from './dead-letters.schema';
import { redisStreams } from './redis-streams.redis';
import { aConsumer, consumeUntil, relayAll } from './testing';

const call = (person: Person, method: string, path = '') =>
  Promise.resolve(
    api.request(`/api/admin/dead-letters${path}`, { method, headers: bearerOf(person) }),
  );

async function aLetter(consumer = 'line') {
  const [eventId, scheduleId] = [newId(), newId()];
  const event = { type: 'schedule.changed', eventId, key: scheduleId, payload: { scheduleId } };
  await insertDeadLetter({ consumer, body: JSON.stringify(event), error: 'not_found' });
  const { id } = (await prisma.deadLetter.findFirst({ orderBy: { id: 'desc' } }))!;
  return { id: String(id), eventId };
}

const list = async (admin: Person, query = '') =>
  (await (await call(admin, 'GET', query)).json()) as DeadLetters;

describe('dead letters', () => {
  test('are read by an admin, newest first, page by page, and by nobody else', async () => {
    const admin = await anAdmin();
    for (const consumer of ['line', 'mail', 'line']) await aLetter(consumer);
    const first = await list(admin, '?size=2');
    expect(first.deadLetters.map(({ consumer }) => consumer)).toEqual(['line', 'mail']);
    const rest = await list(admin, `?size=2&cursor=${first.nextCursor}`);
    expect(rest).toMatchObject({ deadLetters: [{ consumer: 'line' }], nextCursor: null });
    expect((await list(admin, '?consumer=mail')).deadLetters).toHaveLength(1);
    expect((await call(await anOrganiser(), 'GET')).status).toBe(403);
  });

  test('one that is sent again reaches its consumer once under its own id, of ten presses at once too', async () => {
    const admin = await anAdmin();
    const { id, eventId } = await aLetter();
    const presses = await Promise.all(
      Array.from({ length: 10 }, () => call(admin, 'POST', `/${id}/replay`)),
    );
    expect(presses.map(({ status }) => status).sort()).toEqual([204, ...Array(9).fill(404)]);
    const bus = redisStreams();
    await relayAll(bus);
    const seen: string[] = [];
    const consumer = aConsumer('line', (event) => void seen.push(event.eventId));
    await consumeUntil(bus, consumer, () => seen.length > 0);
    expect(seen).toEqual([eventId]);
    expect((await list(admin)).deadLetters).toEqual([]);
    expect(await prisma.auditLog.findMany()).toMatchObject([
      { actorId: admin.id, action: 'dead_letter.replay', subject: `dead-letter:${id}` },
    ]);
  });

  test('one that is thrown away is gone, and the audit log keeps what it said', async () => {
    const admin = await anAdmin();
    const { id, eventId } = await aLetter();
    expect((await call(admin, 'DELETE', `/${id}`)).status).toBe(204);
    expect((await call(admin, 'DELETE', `/${id}`)).status).toBe(404);
    const [line] = await prisma.auditLog.findMany();
    expect(line).toMatchObject({ actorId: admin.id, action: 'dead_letter.delete' });
    expect(JSON.stringify(line!.facts)).toContain(eventId);
    expect(await prisma.outboxEvent.count()).toBe(0);
  });

  test('what is no event is not sent again, and stays', async () => {
    const admin = await anAdmin();
    await insertDeadLetter({ consumer: 'line', body: 'not { JSON', error: 'unreadable' });
    const [letter] = (await list(admin)).deadLetters;
    expect((await call(admin, 'POST', `/${letter!.id}/replay`)).status).toBe(422);
    expect((await list(admin)).deadLetters).toHaveLength(1);
    expect(await prisma.outboxEvent.count()).toBe(0);
  });
});

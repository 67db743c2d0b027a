import { expect, test } from 'vitest';
import { newId } from '@/server/platform/id';
import { sharedRedis } from '@/server/platform/redis';
import type { Delivery } from './bus';
import { redisStreams } from './redis-streams.redis';
import { allLeads } from './testing';

const group = { name: 'test', types: ['test'] };
const worker = 'worker';
const [lead] = allLeads() as [ReturnType<typeof allLeads>[number]];

const message = (type = 'test') => ({
  key: newId(),
  type,
  body: JSON.stringify({ type, id: newId() }),
});

test('events whose delivery got lost on its way come with the next, before any newer', async () => {
  const bus = redisStreams(worker);
  const done: string[] = [];
  const work = async () => {
    const taken: Delivery[] = await bus.take(group, [lead]);
    if (taken.length > 0) await bus.acknowledge(group.name, taken);
    done.push(...taken.map(({ body }) => body));
  };
  const [first, second, third] = [message(), message(), message()];
  await bus.append(lead, [first]);
  await work();
  await bus.append(lead, [second]);
  // The command is carried out, its answer is cut off, and the client sends it again without a word.
  const stream = `bus:{${lead.partition}}:events`;
  await sharedRedis().xreadgroup('GROUP', group.name, worker, 'STREAMS', stream, '>');
  await bus.append(lead, [third]);
  for (let i = 0; i < 3; i++) await work();
  expect(done).toEqual([first, second, third].map(({ body }) => body));
  expect(await bus.backlogs([group.name])).toMatchObject([{ waiting: 0 }]);
});

test('entries without an event of a group’s are passed over, also those that a dead worker had taken', async () => {
  const bus = redisStreams(worker);
  const [others, own, untyped] = [message('other'), message(), message('')];
  // Only the first two of an entry are others': an entry is passed over as a whole, or not at all.
  await bus.append(lead, [others, own]);
  for (let entry = 0; entry < 20; entry++) await bus.append(lead, [message('other')]);
  const taken = await bus.take(group, [lead]);
  expect(taken.map(({ body }) => body)).toEqual([others.body, own.body]);
  await bus.acknowledge(group.name, taken);
  const stream = `bus:{${lead.partition}}:events`;
  await sharedRedis().xreadgroup(
    ...(['GROUP', group.name, 'dead', 'COUNT', 5, 'STREAMS', stream, '>'] as const),
  );
  await bus.append(lead, [untyped]);
  expect((await bus.take(group, [lead])).map(({ body }) => body)).toEqual([untyped.body]);
  expect(await bus.backlogs([group.name])).toMatchObject([{ waiting: 1 }]);
});

import { expect, test } from 'vitest';
import { newId } from '@/server/platform/id';
import { sharedRedis } from '@/server/platform/redis';
import type { Delivery } from './bus';
import { redisStreams } from './redis-streams.redis';
import { allLeads } from './testing';

const group = 'test';
const worker = 'worker';
const [lead] = allLeads() as [ReturnType<typeof allLeads>[number]];

const message = () => ({ key: newId(), body: JSON.stringify({ type: 'test', id: newId() }) });

test('events whose delivery got lost on its way come with the next, before any newer', async () => {
  const bus = redisStreams(worker);
  const done: string[] = [];
  const work = async () => {
    const taken: Delivery[] = await bus.take(group, [lead]);
    if (taken.length > 0) await bus.acknowledge(group, taken);
    done.push(...taken.map(({ body }) => body));
  };
  const [first, second, third] = [message(), message(), message()];
  await bus.append(lead, [first]);
  await work();
  await bus.append(lead, [second]);
  // The command is carried out, its answer is cut off, and the client sends it again without a word.
  const stream = `bus:{${lead.partition}}:events`;
  await sharedRedis().xreadgroup('GROUP', group, worker, 'STREAMS', stream, '>');
  await bus.append(lead, [third]);
  for (let i = 0; i < 3; i++) await work();
  expect(done).toEqual([first, second, third].map(({ body }) => body));
  expect(await bus.backlogs([group])).toMatchObject([{ waiting: 0 }]);
});

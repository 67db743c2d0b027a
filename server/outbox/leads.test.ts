import { expect, test } from 'vitest';
import { redisStreams } from './redis-streams.redis';
import { newLeads } from './leads';

test('a worker that leaves hands its partitions on at once', async () => {
  const [a, b] = [newLeads('a'), newLeads('b')];
  await a.renew();
  expect(a.held()).toHaveLength(8);
  await b.renew();
  expect(b.held()).toEqual([]); // a has yet to give its share back
  await a.renew();
  await a.renew();
  await b.renew();
  expect([a.held().length, b.held().length]).toEqual([4, 4]);
  await a.leave();
  await b.renew();
  expect(b.held()).toHaveLength(8);
  expect(a.held()).toEqual([]);
});

test('a partition goes to another worker only when the work on it has ended', async () => {
  const [a, b] = [newLeads('a'), newLeads('b')];
  await a.renew();
  let end = () => {};
  const work = a.work(() => new Promise<void>((resolve) => (end = resolve)));
  await b.renew();
  for (let beat = 0; beat < 3; beat++) {
    await a.renew();
    await b.renew();
  }
  expect(b.held()).toEqual([]);
  end();
  await work;
  await a.renew();
  await b.renew();
  expect(b.held()).toHaveLength(4);
});

test('who hung for longer than its lease neither writes nor reads once another has begun', async () => {
  const [hung, next] = [
    { partition: 2, token: 4 },
    { partition: 2, token: 5 },
  ];
  const bus = redisStreams();
  const message = (n: number) => [{ key: 'x', type: 'n', body: JSON.stringify({ n }) }];
  const group = { name: 'one', types: ['n'] };
  await bus.append(hung, message(1));
  await bus.append(next, message(2));
  await expect(bus.append(hung, message(3))).rejects.toThrow('partition 2 is stale');
  expect(await bus.take(group, [hung])).toEqual([]);
  const bodies = (await bus.take(group, [next])).map(({ body }) => body);
  expect(bodies).toEqual(['{"n":1}', '{"n":2}']);
});

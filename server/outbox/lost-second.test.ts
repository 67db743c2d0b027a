import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { pool, withTx } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { closeRedis, sharedRedis } from '@/server/platform/redis';
import { CrashingRedis } from '@/server/testing/faults/crashing-redis';
import type { Bus } from './bus';
import { outboxLag, publishTx } from './outbox.store';
import { redisStreams } from './redis-streams.redis';
import { lostSecondsMax, relayBatch } from './relay';
import { aConsumer, allLeads, consumeUntil, numberOf, relayAll } from './testing';

let redis: CrashingRedis;

beforeAll(async () => {
  // Writes reach the file before their answer leaves, so that a mark is exact; what is cut off after it was answered.
  redis = await CrashingRedis.start('--appendfsync', 'no');
  process.env['REDIS_URL'] = redis.url; // read at the first command
});

beforeEach(async () => void (await sharedRedis().flushall()));

afterAll(async () => {
  await closeRedis();
  await redis.stop();
});

async function publish(scheduleId: string, ...numbers: number[]) {
  for (const n of numbers)
    await withTx((tx) =>
      publishTx(tx, {
        type: 'schedule.changed',
        key: `${scheduleId}#${n}`,
        payload: { scheduleId },
      }),
    );
}

/** What was shipped until now was shipped so much earlier. */
const timePasses = (seconds: number) =>
  pool().query('UPDATE outbox SET published_at = published_at - make_interval(secs => $1)', [
    seconds,
  ]);

/** The numbers that a consumer sees until it has seen the last of them. */
async function seenBy(bus: Bus, group: string, last: number): Promise<number[]> {
  const seen: number[] = [];
  const consumer = aConsumer(group, (event) => void seen.push(numberOf(event)));
  await consumeUntil(bus, consumer, () => seen.includes(last));
  return seen;
}

/** The client has connected again. */
const returns = (bus: Bus, before: number | null) =>
  expect.poll(() => bus.connection(), { timeout: 20_000 }).toBeGreaterThan(before!);

async function crash(bus: Bus, ...[mark]: Parameters<CrashingRedis['crash']>) {
  const before = bus.connection();
  await redis.crash(mark);
  await redis.restart();
  await returns(bus, before);
}

test.each([
  ['at once', 0],
  ['after an hour', 3_600],
])(
  'what a Redis acknowledged and lost reaches every consumer, in order, when it is back %s',
  async (_, awaySeconds) => {
    const bus = redisStreams();
    const scheduleId = newId();
    await publish(scheduleId, 0, 1);
    await relayAll(bus);
    expect(await seenBy(bus, 'one', 1)).toEqual([0, 1]);
    await timePasses(lostSecondsMax + 1);
    const mark = redis.mark();
    await publish(scheduleId, 2, 3, 4);
    await relayAll(bus);
    expect(await outboxLag()).toMatchObject({ rows: 0 });
    await crash(bus, mark);
    await timePasses(awaySeconds);
    await publish(scheduleId, 5);
    await relayAll(bus);
    expect(await seenBy(bus, 'one', 5)).toEqual([2, 3, 4, 5]);
    expect(await seenBy(bus, 'two', 5)).toEqual([0, 1, 2, 3, 4, 5]);
  },
);

test('over the same connection nothing is shipped twice, and over a new one by the partition’s leader only', async () => {
  const bus = redisStreams();
  const scheduleId = newId();
  await publish(scheduleId, 0, 1);
  const [row] = await relayBatch(bus, allLeads());
  await expect(relayBatch(bus, allLeads())).resolves.toEqual([]);
  await crash(bus);
  const isOwn = ({ partition }: { partition: number }) => partition === row!.partition;
  const others = allLeads().filter((lead) => !isOwn(lead));
  await expect(relayBatch(bus, others)).resolves.toEqual([]);
  await expect(relayBatch(bus, allLeads().filter(isOwn))).resolves.toHaveLength(2);
  await expect(relayBatch(bus, allLeads())).resolves.toEqual([]);
});

test('a worker that begins ships again what its partitions shipped last, and of a bus that loses nothing no worker does', async () => {
  await publish(newId(), 0);
  await relayAll(redisStreams());
  const safe: Bus = { ...redisStreams(), connection: () => null };
  await expect(relayBatch(safe, allLeads())).resolves.toEqual([]);
  await expect(relayBatch(redisStreams(), allLeads())).resolves.toHaveLength(1);
});

test('what went to the bus while it was connected anew is shipped again, and so is what went last before', async () => {
  const scheduleId = newId();
  let connection = 1;
  let appended: string[] = [];
  let isCut = false;
  const bus: Bus = {
    ...redisStreams(),
    connection: () => connection,
    append(_, messages) {
      if (isCut) connection++;
      isCut = false;
      appended.push(...messages.map(({ body }) => /#(\d)/.exec(body)![1]!));
      return Promise.resolve();
    },
  };
  await publish(scheduleId, 0);
  await relayAll(bus);
  await timePasses(3_600);
  appended = [];
  isCut = true;
  await publish(scheduleId, 1);
  await relayAll(bus);
  expect(appended).toEqual(['1', '0', '1']);
});

test('what is not yet shipped, and how much, does not hide what was shipped last', async () => {
  const bus = redisStreams();
  const scheduleId = newId();
  await publish(scheduleId, 0, 1);
  await relayAll(bus);
  await sharedRedis().flushall();
  await pool().query(
    `INSERT INTO outbox (type, key, payload)
     SELECT 'schedule.changed', $1 || '#' || n, jsonb_build_object('scheduleId', $1)
     FROM generate_series(2, 4999) n`,
    [scheduleId],
  );
  await crash(bus);
  await relayAll(bus);
  expect(await seenBy(bus, 'one', 4_999)).toEqual(Array.from({ length: 5_000 }, (_, n) => n));
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pool, prisma, withTx } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { Refusal } from '@/server/platform/refusal';
import { busKinds, stopOwnRedis, type BusServer } from '@/server/testing/bus-servers';
import type { Bus } from './bus';
import { consumeBatch } from './consumer';
import type { BusEvent } from './events.schema';
import { outboxLag, publishTx } from './outbox.store';
import { aConsumer, allLeads, consumeUntil, numberOf, relayAll, startLoop } from './testing';

/** Commits an event of a schedule, numbered so that order can be seen. */
const publish = (scheduleId: string, n: number) =>
  withTx((tx) =>
    publishTx(tx, { type: 'schedule.changed', key: `${scheduleId}#${n}`, payload: { scheduleId } }),
  );

/** Many at once, in this order for each schedule; returns how many. */
async function publishMany(scheduleIds: string[], each: number): Promise<number> {
  await pool().query(
    `INSERT INTO outbox (type, key, payload)
     SELECT 'schedule.changed', s || '#' || n, jsonb_build_object('scheduleId', s)
     FROM generate_series(0, $2::int - 1) n, unnest($1::text[]) s ORDER BY n`,
    [scheduleIds, each],
  );
  return scheduleIds.length * each;
}

const schedules = (count: number) => Array.from({ length: count }, () => newId());

/** What a consumer saw, by schedule, in the order it came. */
function newSeen() {
  const seen = new Map<string, number[]>();
  let count = 0;
  return {
    seen,
    count: () => count,
    note(event: BusEvent) {
      if (event.type !== 'schedule.changed') throw new Error('not ours');
      count++;
      const { scheduleId } = event.payload;
      seen.set(scheduleId, [...(seen.get(scheduleId) ?? []), numberOf(event)]);
    },
  };
}

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);

/** A number that comes again does so because it, and all after it, are repeated: the firsts are in order. */
const firsts = (numbers: number[]) => [...new Set(numbers)];

const sqlState = (code: string) => () =>
  prisma.$executeRawUnsafe(
    `DO $$ BEGIN RAISE EXCEPTION 'so it is' USING ERRCODE = '${code}'; END $$`,
  );
const throws = (thrown: Error) => () => Promise.reject(thrown);

const eventId = newId();

type Fail = () => Promise<unknown>;
type Failing = [title: string, fail: Fail, said: string];

/** Ways to fail at an event that are the event's own, beside a refusal. */
const ofTheEvent: Failing[] = [
  ['a TypeError', throws(new TypeError('x is no function')), 'x is no function'],
  ['a RangeError', throws(new RangeError('Invalid time value')), 'Invalid time value'],
  ['bad data', () => prisma.$queryRaw`SELECT ${'x'}::text::int`, '22P02'],
  [
    'a broken constraint',
    () => prisma.$executeRaw`INSERT INTO consumed_events (consumer) VALUES ('one')`,
    '23502',
  ],
  [
    'a broken constraint of a model',
    () =>
      prisma.consumedEvent.createMany({
        data: [eventId, eventId].map((each) => ({ consumer: 'one', eventId: each })),
      }),
    'Unique constraint',
  ],
];

/** And faults of what a consumer needs. */
const ofOthers = [
  ['a serialization failure', sqlState('40001')],
  ['a deadlock', sqlState('40P01')],
  ['a database that shuts down', sqlState('57P01')],
  ['a site that is away', () => fetch('http://127.0.0.1:3')],
] as const;

afterAll(stopOwnRedis);

for (const kind of busKinds)
  describe.skipIf(kind.missing !== null)(`bus of ${kind.title}`, () => {
    let server: BusServer;
    let buses: Bus[] = [];
    /** A worker's own connection to the bus; all of a test see the same. */
    const aBus = () => {
      const bus = server.open();
      buses.push(bus);
      return bus;
    };

    beforeAll(async () => void (server = await kind.start()), 120_000);
    beforeEach(async () => {
      await server.forget();
      return async () => {
        await Promise.all(buses.map((bus) => bus.close()));
        buses = [];
      };
    });
    afterAll(() => server?.stop());

    test('an event leaves if and only if its change commits', async () => {
      const bus = aBus();
      const [kept, undone] = schedules(2) as [string, string];
      await publish(kept, 0);
      const failing = withTx(async (tx) => {
        const payload = { scheduleId: undone };
        await publishTx(tx, { type: 'schedule.changed', key: `${undone}#0`, payload });
        throw new Error('undone');
      });
      await expect(failing).rejects.toThrow('undone');
      await relayAll(bus);
      const seen = newSeen();
      await consumeUntil(bus, aConsumer('one', seen.note), () => seen.count() > 0);
      expect([...seen.seen.keys()]).toEqual([kept]);
      expect(await outboxLag()).toMatchObject({ rows: 0 });
    });

    test('each consumer has every event once, those of a schedule in the order of their commits', async () => {
      const bus = aBus();
      const all = await publishMany(schedules(12), 120);
      await relayAll(bus);
      for (const group of ['one', 'two']) {
        const seen = newSeen();
        await consumeUntil(bus, aConsumer(group, seen.note), () => seen.count() >= all);
        expect(seen.count()).toBe(all);
        for (const numbers of seen.seen.values()) expect(numbers).toEqual(upTo(120));
      }
    });

    test('one reservation’s events, and one seat’s across reservations, are in one partition', async () => {
      const scheduleId = newId();
      await pool().query(
        `INSERT INTO outbox (type, key, payload)
       SELECT 'reservation.created', uuidv7(), jsonb_build_object('scheduleId', $1::text, 'seatIndexes', '[1]'::jsonb)
       FROM generate_series(1, 50)`,
        [scheduleId],
      );
      await publishMany(schedules(100), 1);
      const { rows } = await pool().query<{ own: string; all: string }>(
        `SELECT count(DISTINCT partition) FILTER (WHERE payload ->> 'scheduleId' = $1) AS own,
         count(DISTINCT partition) AS all FROM outbox`,
        [scheduleId],
      );
      expect(rows).toEqual([{ own: '1', all: '8' }]);
    });

    test('an event comes again when its consumer failed, before any later one of its partition', async () => {
      const bus = aBus();
      const [scheduleId] = schedules(1) as [string];
      await publishMany([scheduleId], 20);
      await relayAll(bus);
      const seen = newSeen();
      let failures = 6;
      const consumer = aConsumer('one', (event) => {
        if (numberOf(event) === 7 && failures-- > 0) throw new Error('not now');
        seen.note(event);
      });
      let faults = 0;
      const deadline = Date.now() + 30_000;
      while (firsts(seen.seen.get(scheduleId) ?? []).length < 20) {
        expect(Date.now()).toBeLessThan(deadline);
        await consumeBatch(bus, consumer, allLeads()).catch(() => faults++);
      }
      expect(faults).toBe(3); // each time together, and then alone
      expect(firsts(seen.seen.get(scheduleId)!)).toEqual(upTo(20));
    });

    /** Ten events; the consumer fails like this at the fifth, for ever. */
    async function expectBuried(fail: Fail, said: string) {
      const bus = aBus();
      const [scheduleId] = schedules(1) as [string];
      await publishMany([scheduleId], 10);
      await relayAll(bus);
      const seen = newSeen();
      let failures = 0;
      const consumer = aConsumer('one', async (event) => {
        if (numberOf(event) === 4) {
          failures++;
          await fail();
        }
        seen.note(event);
      });
      const deadline = Date.now() + 30_000;
      while (firsts(seen.seen.get(scheduleId) ?? []).length < 9) {
        expect(Date.now()).toBeLessThan(deadline);
        await consumeBatch(bus, consumer, allLeads()).catch(() => undefined);
      }
      expect(failures).toBe(10); // five times together, five times alone
      const [letter, ...others] = await prisma.deadLetter.findMany();
      expect(others).toEqual([]);
      expect(letter).toMatchObject({ consumer: 'one', error: expect.stringContaining(said) });
      expect(letter!.body).toContain(`${scheduleId}#4`);
    }

    test('what a consumer refuses five times is a dead letter, and the rest goes on', () =>
      expectBuried(throws(new Refusal('not_found')), 'not_found'));

    test.each(ofTheEvent)('%s, five times, is a dead letter too', (_, fail, said) =>
      expectBuried(fail, said),
    );

    test.each(ofOthers)('%s is tried again, and no dead letter', async (_, fail) => {
      const bus = aBus();
      await publishMany(schedules(1), 1);
      await relayAll(bus);
      const seen = newSeen();
      let failures = 0;
      const consumer = aConsumer('one', async (event) => {
        if (failures < 20) {
          failures++;
          await fail();
        }
        seen.note(event);
      });
      const deadline = Date.now() + 30_000;
      while (seen.count() === 0) {
        expect(Date.now()).toBeLessThan(deadline);
        await consumeBatch(bus, consumer, allLeads()).catch(() => undefined);
      }
      expect(await prisma.deadLetter.count()).toBe(0);
    });

    test('an event that is on the bus twice is handed over once where both come together', async () => {
      const bus = aBus();
      const all = await publishMany(schedules(1), 3);
      await relayAll(bus);
      await pool().query('UPDATE outbox SET published_at = NULL');
      await relayAll(bus);
      await publishMany(schedules(8), 1);
      await relayAll(bus);
      const seen = newSeen();
      await consumeUntil(bus, aConsumer('one', seen.note), () => seen.seen.size === 9);
      expect(seen.count()).toBe(all + 8);
    });

    test('what is no event at all is a dead letter of each consumer', async () => {
      const bus = aBus();
      await bus.append(allLeads()[3]!, [{ key: 'x', type: '', body: 'not { JSON' }]);
      for (const group of ['one', 'two']) {
        const consumer = aConsumer(group, () => undefined);
        await expect
          .poll(
            async () => {
              await consumeBatch(bus, consumer, allLeads()).catch(() => undefined);
              return prisma.deadLetter.count({ where: { consumer: group } });
            },
            { timeout: 30_000, interval: 10 },
          )
          .toBe(1);
      }
    });

    test('a fault is never a dead letter, however long it lasts, and holds up no other partition', async () => {
      const bus = aBus();
      const all = schedules(16);
      await publishMany(all, 3);
      await relayAll(bus);
      const partitionOf = await partitions();
      const stuck = all[0]!;
      let isAway = true;
      let faults = 0;
      const seen = newSeen();
      const consumer = aConsumer('one', (event) => {
        if (isAway && event.key.startsWith(stuck)) {
          faults++;
          throw new Error('away');
        }
        seen.note(event);
      });
      const others = all.filter((id) => partitionOf.get(id) !== partitionOf.get(stuck));
      const isDone = (ids: string[]) =>
        ids.every((id) => firsts(seen.seen.get(id) ?? []).length === 3);
      const deadline = Date.now() + 30_000;
      while (faults < 40 || !isDone(others)) {
        expect(Date.now()).toBeLessThan(deadline);
        await consumeBatch(bus, consumer, allLeads()).catch(() => undefined);
      }
      isAway = false;
      await consumeUntil(bus, consumer, () => isDone(all));
      expect(await prisma.deadLetter.count()).toBe(0);
    });

    test('what a dead worker had taken is another’s, in order, and nothing is lost', async () => {
      const [dead, next] = [aBus(), aBus()];
      const [scheduleId] = schedules(1) as [string];
      await publishMany([scheduleId], 700); // more than one batch
      await relayAll(dead);
      let taken = 0;
      const seen = newSeen();
      const consumer = aConsumer('one', seen.note);
      while (taken === 0) taken = (await dead.take(consumer, allLeads(1))).length;
      await server.kill(dead);
      await consumeUntil(next, consumer, () => seen.count() >= 700, allLeads(2));
      expect(firsts(seen.seen.get(scheduleId)!)).toEqual(upTo(700));
    });

    test('two workers share the partitions, one dies, and the other has all within five seconds, in order', async () => {
      const ids = schedules(24);
      const seen = newSeen();
      const consumer = aConsumer('one', seen.note);
      const busOfA = aBus();
      const [a, b] = [startLoop(busOfA, consumer), startLoop(aBus(), consumer)];
      const ledBy = () => [a, b].map(({ leads }) => leads.held().length);
      await expect.poll(ledBy, { timeout: 10_000 }).toEqual([4, 4]);
      await publishMany(ids, 50);
      await expect.poll(() => seen.count(), { timeout: 30_000 }).toBeGreaterThanOrEqual(24 * 50);
      await a.die();
      await server.kill(busOfA);
      const diedAt = performance.now();
      for (const id of ids) await publish(id, 50);
      await expect.poll(() => b.leads.held().length, { timeout: 5_000, interval: 20 }).toBe(8);
      expect(performance.now() - diedAt).toBeLessThan(5_000);
      const isAll = () => ids.every((id) => firsts(seen.seen.get(id)!).length === 51);
      await expect.poll(isAll, { timeout: 40_000 }).toBe(true);
      for (const id of ids) expect(firsts(seen.seen.get(id)!)).toEqual(upTo(51));
      await b.stop();
    });

    test('a backlog of 20,000 is worked off in order, and the bus says how far behind a consumer is', async () => {
      const bus = aBus();
      const ids = schedules(20);
      const all = await publishMany(ids, 1_000);
      expect(await outboxLag()).toMatchObject({ rows: all });
      await relayAll(bus);
      const seen = newSeen();
      const consumer = aConsumer('one', seen.note);
      await consumeUntil(bus, consumer, () => seen.count() > 0);
      const [behind] = await bus.backlogs(['one']);
      expect(behind).toMatchObject({ group: 'one', waiting: all - seen.count() });
      expect(behind!.oldestMs).toBeGreaterThan(0);
      await consumeUntil(bus, consumer, () => seen.count() >= all);
      for (const numbers of seen.seen.values()) expect(numbers).toEqual(upTo(1_000));
      expect(await bus.backlogs(['one'])).toEqual([{ group: 'one', waiting: 0, oldestMs: 0 }]);
    });

    test('tidying takes nothing that a consumer has yet to handle', async () => {
      const bus = aBus();
      const all = await publishMany(schedules(8), 30);
      await relayAll(bus);
      const [quick, slow] = [newSeen(), newSeen()];
      await consumeUntil(bus, aConsumer('quick', quick.note), () => quick.count() === all);
      await bus.tidy(['quick', 'slow'], allLeads());
      await consumeUntil(bus, aConsumer('slow', slow.note), () => slow.count() === all);
      await bus.tidy(['quick', 'slow'], allLeads());
      await publishMany(schedules(1), 1);
      await relayAll(bus);
      await consumeUntil(bus, aConsumer('slow', slow.note), () => slow.count() === all + 1);
    });

    test('a bus that is away keeps events in Postgres, and a restart of it loses none', async () => {
      const bus = aBus();
      const [scheduleId] = schedules(1) as [string];
      const seen = newSeen();
      const loop = startLoop(bus, aConsumer('one', seen.note));
      await publishMany([scheduleId], 40);
      await expect.poll(() => seen.count(), { timeout: 30_000 }).toBeGreaterThanOrEqual(40);
      await server.restart(async () => {
        for (const n of upTo(20)) await publish(scheduleId, 40 + n);
      });
      const isAll = () => firsts(seen.seen.get(scheduleId)!).length === 60;
      await expect.poll(isAll, { timeout: 50_000 }).toBe(true);
      expect(firsts(seen.seen.get(scheduleId)!)).toEqual(upTo(60));
      await loop.stop();
    }, 120_000);
  });

/** Which partition each schedule is in. */
async function partitions(): Promise<Map<string, number>> {
  const { rows } = await pool().query<{ id: string; partition: number }>(
    `SELECT DISTINCT payload ->> 'scheduleId' AS id, partition FROM outbox`,
  );
  return new Map(rows.map(({ id, partition }) => [id, partition]));
}

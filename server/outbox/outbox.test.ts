import { describe, expect, test } from 'vitest';
import { withTx } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { Refusal } from '@/server/platform/refusal';
import { sharedRedis } from '@/server/platform/redis';
import { consumeBatch, outboxLag, publishTx, relayBatch, type BusEvent } from './index';

const changed = (scheduleId = newId()) =>
  ({ type: 'schedule.changed', key: scheduleId, payload: { scheduleId } }) as const;

const publish = (event: ReturnType<typeof changed>) => withTx((tx) => publishTx(tx, event));

/** Reads everything that waits for a consumer. */
async function consumeAll(handle: (event: BusEvent) => Promise<void>, group = 'test') {
  const each = async (events: BusEvent[]) => {
    for (const event of events) await handle(event);
  };
  while ((await consumeBatch(group, each)) > 0);
}

describe('an event', () => {
  test('leaves if and only if its change commits', async () => {
    const kept = changed();
    await publish(kept);
    const undone = withTx(async (tx) => {
      await publishTx(tx, changed());
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await relayBatch();
    const seen: string[] = [];
    await consumeAll(async (event) => void seen.push(event.key));
    expect(seen).toEqual([kept.key]);
    expect(await outboxLag()).toMatchObject({ rows: 0 });
  });

  test('comes in the order of its commits, to each consumer', async () => {
    const events = Array.from({ length: 50 }, () => changed());
    for (const event of events) await publish(event);
    await relayBatch();
    for (const group of ['one', 'two']) {
      const seen: string[] = [];
      await consumeAll(async (event) => void seen.push(event.key), group);
      expect(seen).toEqual(events.map((event) => event.key));
    }
  });

  test('comes again when its consumer failed, before any later one', async () => {
    const [first, second] = [changed(), changed()];
    await publish(first);
    await publish(second);
    await relayBatch();
    const seen: string[] = [];
    let failures = 4; // together, and alone, twice
    const handle = async (event: BusEvent) => {
      if (failures-- > 0) throw new Error('not now');
      seen.push(event.key);
    };
    await expect(consumeAll(handle)).rejects.toThrow('not now');
    await expect(consumeAll(handle)).rejects.toThrow('not now');
    await consumeAll(handle);
    expect(seen).toEqual([first.key, second.key]);
  });

  test('that is refused five times is set aside, and the rest goes on', async () => {
    const [poison, good] = [changed(), changed()];
    await publish(poison);
    await publish(good);
    await relayBatch();
    const seen: string[] = [];
    const handle = async (event: BusEvent) => {
      if (event.key === poison.key) throw new Refusal('not_found');
      seen.push(event.key);
    };
    for (let i = 0; i < 4; i++) await expect(consumeAll(handle)).rejects.toThrow('not_found');
    await consumeAll(handle);
    expect(seen).toEqual([good.key]);
    expect(await sharedRedis().xlen('bus:dead')).toBe(1);
  });

  test('is never set aside for a fault, however long that lasts', async () => {
    const event = changed();
    await publish(event);
    await relayBatch();
    const away = () => Promise.reject(new Error('away'));
    for (let i = 0; i < 20; i++) await expect(consumeAll(away)).rejects.toThrow('away');
    const seen: string[] = [];
    await consumeAll(async ({ key }) => void seen.push(key));
    expect(seen).toEqual([event.key]);
  });

  test('is shipped after the bus lost everything, to consumers that start anew', async () => {
    await publish(changed());
    await relayBatch();
    await consumeAll(async () => undefined);
    await sharedRedis().flushall();
    const later = changed();
    await publish(later);
    await relayBatch();
    const seen: string[] = [];
    await consumeAll(async (event) => void seen.push(event.key));
    expect(seen).toEqual([later.key]);
  });
});

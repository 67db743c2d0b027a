import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coalesce } from './coalesce';

type Order = { id: number; keys: string[]; isPoison?: boolean };

const offence = new Error('one of these is wrong');
const outage = new Error('nobody is there');

/** Answers `id * 10`, and remembers what was sent together, and what was on its way at the same time. */
function aCoalescer({ isAway = false, batchMax = 8, inFlightMax = 2 } = {}) {
  const batches: number[][] = [];
  const onTheirWay = new Map<string, number>();
  let together = 0;
  const send = coalesce<Order, number>({
    batchMax,
    inFlightMax,
    keysOf: ({ keys }) => keys,
    isOffence: (error) => error === offence,
    async run(orders) {
      batches.push(orders.map(({ id }) => id));
      const keys = orders.flatMap((order) => order.keys);
      for (const key of keys) {
        onTheirWay.set(key, (onTheirWay.get(key) ?? 0) + 1);
        together = Math.max(together, onTheirWay.get(key)!);
      }
      await new Promise((resume) => setImmediate(resume));
      for (const key of keys) onTheirWay.set(key, onTheirWay.get(key)! - 1);
      if (isAway) throw outage;
      if (orders.some(({ isPoison }) => isPoison)) throw offence;
      return orders.map(({ id }) => id * 10);
    },
  });
  return { send, batches, mostOfAKey: () => together };
}

const orders = (count: number, keys: (id: number) => string[] = () => []): Order[] =>
  Array.from({ length: count }, (_, id) => ({ id, keys: keys(id) }));

describe('coalescing', () => {
  test('sends a lone request at once, and a crowd in few batches, each answered with its own', async () => {
    const { send, batches } = aCoalescer();
    expect(await send({ id: 7, keys: [] })).toBe(70);
    expect(await Promise.all(orders(20).map(send))).toEqual(orders(20).map(({ id }) => id * 10));
    expect(batches.map(({ length }) => length)).toEqual([1, 8, 8, 4]);
  });

  test('fails the offender alone, though it shared a batch with others', async () => {
    const { send } = aCoalescer();
    const crowd = orders(8).map((order) => ({ ...order, isPoison: order.id === 5 }));
    const outcomes = await Promise.allSettled(crowd.map(send));
    expect(outcomes.map(({ status }) => status === 'rejected')).toEqual(
      crowd.map(({ isPoison }) => isPoison),
    );
  });

  test('does not try a batch in pieces against a database that is away', async () => {
    const { send, batches } = aCoalescer({ isAway: true });
    const outcomes = await Promise.allSettled(orders(8).map(send));
    expect(outcomes.every((outcome) => outcome.status === 'rejected')).toBe(true);
    expect(batches).toHaveLength(1);
  });

  test('lets nobody wait behind another’s hot key', async () => {
    const { send, batches } = aCoalescer();
    const hot = orders(50, () => ['wallet']).map(send);
    await send({ id: 99, keys: ['another wallet'] });
    expect(batches.length).toBeLessThanOrEqual(2);
    await Promise.all(hot);
  });

  test('sends at most one request of a key at a time, in order, and forgets nobody', async () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const crowd = fc.array(
      fc.record({ keys: fc.array(key, { maxLength: 3 }), isPoison: fc.boolean() }),
    );
    await fc.assert(
      fc.asyncProperty(crowd, fc.integer({ min: 1, max: 4 }), async (made, inFlightMax) => {
        const { send, mostOfAKey, batches } = aCoalescer({ batchMax: 3, inFlightMax });
        const wanted = made.map((order, id) => ({ ...order, id, keys: [...new Set(order.keys)] }));
        const outcomes = await Promise.allSettled(wanted.map(send));
        expect(outcomes.map(({ status }) => status === 'rejected')).toEqual(
          wanted.map(({ isPoison }) => isPoison),
        );
        expect(mostOfAKey()).toBeLessThanOrEqual(1);
        expect(new Set(batches.flat()).size).toBe(wanted.length);
      }),
      { numRuns: 50 },
    );
  });
});

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { newLeads, publishTx, relayBatch, theBus, type BusEvent } from '@/server/outbox';
import type { NewEvent } from '@/server/outbox/events.schema';
import { withTx } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { closeRedis } from '@/server/platform/redis';
import { singleton } from '@/server/platform/singleton';
import { CrashingRedis } from '@/server/testing/faults/crashing-redis';
import { drainBus } from './bus';
import { consumers } from './consumers';

let redis: CrashingRedis;

beforeAll(async () => {
  redis = await CrashingRedis.start('--appendfsync', 'no'); // a write is in the file before its answer leaves
  process.env['REDIS_URL'] = redis.url; // read at the first command
});

afterAll(async () => {
  await closeRedis();
  await redis.stop();
});

/** One of each kind that somebody reacts to. */
function oneOfEach(): NewEvent[] {
  const [scheduleId, reservationId, accountId] = [newId(), newId(), newId()];
  const reservation = { reservationId, scheduleId, accountId, passId: newId(), seatIndexes: [1] };
  const payment = { paymentId: newId(), reservationId, scheduleId, accountId, amount: 1_000 };
  const cancelled = { ...reservation, reason: 'fan', paid: true };
  const refused = { ...payment, refundId: newId(), code: 'no' };
  return [
    { type: 'schedule.changed', key: scheduleId, payload: { scheduleId } },
    { type: 'reservation.created', key: reservationId, payload: reservation },
    { type: 'reservation.reserved', key: reservationId, payload: reservation },
    { type: 'reservation.cancelled', key: reservationId, payload: cancelled },
    { type: 'payment.returned', key: reservationId, payload: payment },
    { type: 'refund.refused', key: reservationId, payload: refused },
    { type: 'account.created', key: accountId, payload: { accountId } },
    { type: 'password_reset.asked', key: accountId, payload: { accountId } },
  ];
}

test('every consumer has what Redis acknowledged and lost', async () => {
  const seen = new Map<string, string[]>(consumers.map(({ name }) => [name, []]));
  for (const consumer of consumers)
    vi.spyOn(consumer, 'handle').mockImplementation((events: BusEvent[]) => {
      seen.get(consumer.name)!.push(...events.map(({ type }) => type));
      return Promise.resolve();
    });
  await drainBus(); // it leads, and every consumer has begun
  const leads = singleton('bus:leads', () => newLeads()); // the process's own
  const mark = redis.mark();
  const events = oneOfEach();
  for (const event of events) await withTx((tx) => publishTx(tx, event));
  await expect(relayBatch(theBus(), leads.held())).resolves.toHaveLength(events.length);

  await redis.crash(mark);
  await redis.restart();
  await expect
    .poll(
      () =>
        drainBus().then(
          () => true,
          () => false,
        ),
      { timeout: 20_000 },
    )
    .toBe(true);
  for (const { name, types } of consumers) {
    const own = events.map(({ type }) => type).filter((type) => types.includes(type));
    expect(seen.get(name)!.toSorted(), name).toEqual(own.toSorted());
  }
});

import { expect, test } from 'vitest';
import { withTx } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { renderMetrics } from '@/server/platform/metrics';
import { insertDeadLetter } from '@/server/outbox/dead-letters.store';
import { newLeads, publishTx, relayBatch, theBus } from '@/server/outbox';
import { busGaugesJob, drainBus } from './bus';

const publish = () =>
  withTx((tx) => {
    const scheduleId = newId();
    return publishTx(tx, { type: 'schedule.changed', key: scheduleId, payload: { scheduleId } });
  });

/** A gauge's value as the worker's /metrics says it. */
async function shown(name: string): Promise<number> {
  await busGaugesJob.run();
  const line = (await renderMetrics()).split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.split(' ')[1]);
}

test('the gauges show what is not shipped, what no consumer has handled, how old, and what is dead', async () => {
  await publish();
  await publish();
  expect(await shown('openrun_outbox_rows')).toBe(2);
  expect(await shown('openrun_outbox_oldest_seconds')).toBeGreaterThan(0);

  const leads = newLeads();
  await leads.renew();
  expect(await relayBatch(theBus(), leads.held())).toHaveLength(2);
  await leads.leave();
  expect(await shown('openrun_outbox_rows')).toBe(0);
  expect(await shown('openrun_bus_waiting{consumer="line"}')).toBe(2);
  expect(await shown('openrun_bus_age_seconds{consumer="line"}')).toBeGreaterThan(0);

  await drainBus();
  expect(await shown('openrun_bus_waiting{consumer="line"}')).toBe(0);
  expect(await shown('openrun_bus_age_seconds{consumer="line"}')).toBe(0);

  expect(await shown('openrun_dead_letters')).toBe(0);
  const letter = { consumer: 'line', body: 'x', error: 'y' };
  await insertDeadLetter(letter);
  await insertDeadLetter(letter); // of a worker that died before it acknowledged
  expect(await shown('openrun_dead_letters')).toBe(1);
});

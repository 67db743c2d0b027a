import { Gauge } from 'prom-client';
import { countDeadLetters, outboxLag, type Backlog } from '@/server/outbox';
import { registry } from '@/server/platform/metrics';
import { singleton } from '@/server/platform/singleton';

const gauge = (name: string, help: string, ...labelNames: string[]) =>
  new Gauge({ name, help, labelNames, registers: [registry()] });

const gauges = () =>
  singleton('metrics:bus', () => ({
    rows: gauge('openrun_outbox_rows', 'Events that are committed and not shipped'),
    oldest: gauge('openrun_outbox_oldest_seconds', 'How long the oldest of them has waited'),
    waiting: gauge(
      'openrun_bus_waiting',
      'Shipped events that a consumer has yet to handle',
      'consumer',
    ),
    age: gauge('openrun_bus_age_seconds', 'How long the oldest of them has waited', 'consumer'),
    dead: gauge('openrun_dead_letters', 'Events that a consumer refused for good'),
  }));

/** Of the whole site, so each worker shows the same. */
export async function showBus(backlogs: () => Promise<Backlog[]>): Promise<void> {
  const { rows, oldest, waiting, age, dead } = gauges();
  const lag = await outboxLag();
  rows.set(lag.rows);
  oldest.set(lag.oldestMs / 1_000);
  dead.set(await countDeadLetters());
  for (const backlog of await backlogs()) {
    waiting.set({ consumer: backlog.group }, backlog.waiting);
    age.set({ consumer: backlog.group }, backlog.oldestMs / 1_000);
  }
}

import { Gauge } from 'prom-client';
import { waitingRefunds } from '@/server/payments';
import { registry } from '@/server/platform/metrics';
import { singleton } from '@/server/platform/singleton';

const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [registry()] });

const gauges = () =>
  singleton('metrics:refunds', () => ({
    waiting: gauge('openrun_refunds_waiting', 'Refunds to cards that the gateway has yet to make'),
    refused: gauge('openrun_refunds_refused', 'Those of them that it said no to'),
    oldest: gauge('openrun_refunds_oldest_seconds', 'How long the oldest of them has waited'),
  }));

/** Of the whole site, so each worker shows the same. Nobody's money should wait for longer than minutes. */
export async function showRefunds(): Promise<void> {
  const { waiting, refused, oldest } = gauges();
  const now = await waitingRefunds();
  waiting.set(now.count);
  refused.set(now.refused);
  oldest.set(now.oldestMs / 1_000);
}

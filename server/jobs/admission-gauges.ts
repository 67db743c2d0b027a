import { Gauge } from 'prom-client';
import { registry } from '@/server/platform/metrics';
import { singleton } from '@/server/platform/singleton';
import type { LineRate } from '@/server/waiting-room';

const gauges = () =>
  singleton('metrics:admission', () => ({
    rate: new Gauge({
      name: 'openrun_admission_rate',
      help: 'People let in a minute at most at present, and what slows them (none, holds_slow, payments_slow, database_busy)',
      labelNames: ['schedule', 'reason'],
      registers: [registry()],
    }),
    ceiling: new Gauge({
      name: 'openrun_admission_ceiling',
      help: 'People let in a minute at most, as the operator set it',
      labelNames: ['schedule'],
      registers: [registry()],
    }),
  }));

/** Of the open lines that this worker leads, and no others: what it leads no more is another's to show. */
export function showRates(rates: LineRate[]): void {
  const { rate, ceiling } = gauges();
  rate.reset();
  ceiling.reset();
  for (const line of rates) {
    rate.set({ schedule: line.scheduleId, reason: line.reason ?? 'none' }, line.rate);
    ceiling.set({ schedule: line.scheduleId }, line.ceiling);
  }
}

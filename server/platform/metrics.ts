import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import { singleton } from './singleton';

/** One registry a process. */
export const registry = (): Registry =>
  singleton('metrics', () => {
    const made = new Registry();
    collectDefaultMetrics({ register: made });
    return made;
  });

export const renderMetrics = (): Promise<string> => registry().metrics();

export const httpSeconds = () =>
  singleton(
    'metrics:http',
    () =>
      new Histogram({
        name: 'openrun_http_request_seconds',
        help: 'Time to answer, by route pattern, method and status',
        labelNames: ['route', 'method', 'status'],
        buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
        registers: [registry()],
      }),
  );

export const refusalsTotal = () =>
  singleton(
    'metrics:refusals',
    () =>
      new Counter({
        name: 'openrun_refusals_total',
        help: 'Refusals by code',
        labelNames: ['code'],
        registers: [registry()],
      }),
  );

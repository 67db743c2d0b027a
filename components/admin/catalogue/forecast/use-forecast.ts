'use client';

import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Forecast } from '@/server/forecast';
import { forecastRunSchema, type Scenario } from '@/server/forecast/forecast.schema';
import type { ForecastNews, ForecastOrder } from './forecast-worker';

export type ForecastState =
  | { kind: 'none' }
  | { kind: 'running'; share: number }
  | { kind: 'failed' }
  | { kind: 'forecast'; result: Forecast };

const stop = (worker: RefObject<Worker | null>) => {
  worker.current?.terminate();
  worker.current = null;
};

/** Runs forecasts in a worker of this browser: the site's own processes have a sale to serve. One at a time. */
export function useForecast() {
  const [state, setState] = useState<ForecastState>({ kind: 'none' });
  const worker = useRef<Worker | null>(null);
  useEffect(() => () => stop(worker), []);
  const ask = (scenario: Scenario) => {
    stop(worker);
    const mine = new Worker(new URL('./forecast-worker.ts', import.meta.url), { type: 'module' });
    worker.current = mine;
    setState({ kind: 'running', share: 0 });
    mine.addEventListener('message', ({ data }: MessageEvent<ForecastNews>) => {
      if (data.kind === 'done') return setState({ kind: 'running', share: data.share });
      setState({ kind: 'forecast', result: data.result });
      stop(worker);
    });
    mine.addEventListener('error', () => {
      setState({ kind: 'failed' });
      stop(worker);
    });
    const order: ForecastOrder = { scenario, run: forecastRunSchema.parse({}) };
    mine.postMessage(order, []);
  };
  const cancel = () => {
    stop(worker);
    setState({ kind: 'none' });
  };
  return { state, ask, cancel };
}

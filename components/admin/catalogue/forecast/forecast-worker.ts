import { forecast, type Forecast } from '@/server/forecast';
import type { ForecastRun, Scenario } from '@/server/forecast/forecast.schema';

/** To the worker, and what it tells. */
export type ForecastOrder = { scenario: Scenario; run: ForecastRun };
export type ForecastNews = { kind: 'done'; share: number } | { kind: 'forecast'; result: Forecast };

/** A forecast that takes longer ends with the crowds that it has by then. */
const timeMaxMs = 20_000;
const tellEveryMs = 100;

const tell = (news: ForecastNews) => postMessage(news);

addEventListener('message', ({ data }: MessageEvent<ForecastOrder>) => {
  const { scenario, run } = data;
  const beganAt = performance.now();
  let toldAt = beganAt;
  const result = forecast(scenario, run, (done) => {
    const now = performance.now();
    if (now - toldAt > tellEveryMs) {
      toldAt = now;
      tell({ kind: 'done', share: done / run.seeds });
    }
    return now - beganAt < timeMaxMs;
  });
  tell({ kind: 'forecast', result });
});

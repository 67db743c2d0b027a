import { createMiddleware } from 'hono/factory';
import { type Measure, startMeasure } from '@/server/platform/pressure';
import type { AppEnv } from './openapi';

/** Counts how long a route takes among what the closed loop of admission looks at. A fault counts as the slowest. */
export const measured = (measure: Measure) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const end = startMeasure(measure);
    try {
      await next();
    } finally {
      end(c.res.status >= 500);
    }
  });

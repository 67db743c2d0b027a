import type { IncomingMessage, ServerResponse } from 'node:http';
import { log } from '@/server/platform/log';
import { httpSeconds } from '@/server/platform/metrics';

const id = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const bundled = /^\/(?:_next|queue-assets)\/.*/;

/** The pattern of a path: no ids, no query, nothing that tells people apart or that a client could make endless. */
export function routeOf(url: string, status: number): string {
  if (status === 404 || status === 405) return 'unknown';
  const path = url.split('?', 1)[0]!;
  return path
    .replace(id, ':id')
    .replace(/\/\d+(?=\/|$)/g, '/:number')
    .replace(bundled, '/assets');
}

/** Once the answer is out: one structured line, and the time it took. Probes are left out. */
export function observeRequest(request: IncomingMessage, response: ServerResponse): void {
  const startedAt = performance.now();
  response.once('close', () => {
    const { method = 'GET', url = '/' } = request;
    if (url === '/healthz' || url === '/readyz' || url === '/metrics') return;
    const status = response.writableFinished ? response.statusCode : 499;
    const route = routeOf(url, status);
    const ms = performance.now() - startedAt;
    httpSeconds().observe({ route, method, status }, ms / 1_000);
    log.info({ method, route, status, ms: Math.round(ms * 10) / 10 }, 'request');
  });
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { requestLog } from '@/server/platform/log';
import { httpSeconds } from '@/server/platform/metrics';

const id = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const bundled = /^\/(?:_next|queue-assets)\/.*/;

/** Routes that have answered: what a refusal is counted under. Bounded, for a client can make up paths without end. */
const known = new Set<string>();
const knownMax = 300;

/** Patterns of the paths asked for lately: a crowd asks for the same few. */
const patterns = new Map<string, string>();
const patternsMax = 1_000;

function patternOf(path: string): string {
  const found = patterns.get(path);
  if (found !== undefined) return found;
  const pattern = path
    .replace(id, ':id')
    .replace(/\/\d+(?=\/|$)/g, '/:number')
    .replace(bundled, '/assets');
  if (patterns.size >= patternsMax) patterns.clear();
  patterns.set(path, pattern);
  return pattern;
}

/** The pattern of a path: no ids, no query, nothing that tells people apart; `unknown` until it has once worked. */
export function routeOf(url: string, status: number): string {
  const route = patternOf(url.split('?', 1)[0]!);
  const worked = (status >= 200 && status < 300) || status === 304;
  if (worked && known.size < knownMax) known.add(route);
  return known.has(route) ? route : 'unknown';
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
    requestLog().info({ method, route, status, ms: Math.round(ms * 10) / 10 }, 'request');
  });
}

const keptLineMs = 1_000;
const sentKept = new Map<string, number>();

/** A page sent from memory: timed like every answer, and one line a second for all who got it. */
export function observeKept({ url = '/' }: IncomingMessage, ms: number): void {
  const route = routeOf(url, 200);
  httpSeconds().observe({ route, method: 'GET', status: 200 }, ms / 1_000);
  if (sentKept.size === 0) setTimeout(logKept, keptLineMs).unref();
  sentKept.set(route, (sentKept.get(route) ?? 0) + 1);
}

function logKept(): void {
  for (const [route, times] of sentKept)
    requestLog().info({ method: 'GET', route, status: 200, times }, 'requests, from memory');
  sentKept.clear();
}

import { getRequestListener } from '@hono/node-server';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import next from 'next';
import { api } from './http/app';
import { sharePages } from './http/page-cache';
import { sayAwayOnFault } from './http/page-fault';
import { answerProbe } from './http/probes';
import { answerPurchase } from './http/purchase-calls';
import { observeKept, observeRequest } from './http/request-log';
import { answerSeats } from './http/seats';
import { hasNul, securePage, securityHeaders } from './http/security';
import { closeDb } from './platform/db';
import { env } from './platform/env';
import { log } from './platform/log';
import { reportPressure } from './platform/pressure';
import { areSeatsAway, closeRedis } from './platform/redis';
import { sessionCookieName } from './users';
import { answerWaitingPage } from '@/realtime/page/waiting-page';
import { answerPlainPage, isPlainPath } from '@/realtime/plain';

const drainMs = 8_000;

const site = next({ dev: env.NODE_ENV === 'development', hostname: env.HOST, port: env.PORT });
const answerApi = getRequestListener(api.fetch, { overrideGlobalObjects: false });

/** What an anonymous visitor's page depends on; null for whoever is signed in, and for all but plain page loads. */
function sharedVariant(request: IncomingMessage): string | null {
  const { cookie = '', accept = '', rsc } = request.headers;
  const isPageLoad = request.method === 'GET' && accept.includes('text/html') && rsc === undefined;
  if (!isPageLoad || cookie.includes(sessionCookieName())) return null;
  const locale = /(?:^|; )locale=(ko|en)/.exec(cookie)?.[1] ?? '';
  const encoding = /gzip/.test(String(request.headers['accept-encoding'])) ? 'gzip' : '';
  return [locale, encoding, request.headers['accept-language'], request.url].join('\n');
}

async function answerPage(request: IncomingMessage, response: ServerResponse): Promise<void> {
  securePage(request, response);
  sayAwayOnFault(response);
  await site.getRequestHandler()(request, response);
}

const pages = sharePages(answerPage, sharedVariant);

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (answerPurchase(request, response)) return;
  const path = request.url ?? '/';
  if (await answerProbe(path, response)) return;
  if (await answerSeats(request, response)) return;
  if (path.startsWith('/api/') && !path.startsWith('/api/auth/')) {
    for (const [name, value] of Object.entries(securityHeaders())) response.setHeader(name, value);
    return answerApi(request, response);
  }
  if (isPlainPath(path)) return answerPlainPage(request, response);
  if (path.startsWith('/queue/') || path.startsWith('/queue-assets/')) {
    return answerWaitingPage(request, response);
  }
  if (path.startsWith('/_next/')) {
    response.setHeader('x-content-type-options', 'nosniff');
    return site.getRequestHandler()(request, response);
  }
  if (hasNul(path)) return void response.writeHead(400).end(); // a page asks Postgres for what the URL says
  return pages.answer(request, response);
}

const server = createServer((request, response) => {
  const startedAt = performance.now();
  if (pages.sendKept(request, response)) return observeKept(request, performance.now() - startedAt);
  observeRequest(request, response);
  answer(request, response).catch((error: Error) => {
    log.error({ error: error.message, path: request.url?.split('?')[0] }, 'request failed');
    if (!response.headersSent) response.writeHead(503, { 'retry-after': '2' });
    response.end();
  });
});
server.keepAliveTimeout = 65_000;

/** Answers what has begun, takes nothing new, then closes. */
async function stop(): Promise<void> {
  const closed = new Promise((resume) => server.close(resume));
  // A connection that was answering is idle only after this: it would stay open for its keep-alive.
  setInterval(() => server.closeIdleConnections(), 100);
  await Promise.race([closed, new Promise((resume) => setTimeout(resume, drainMs))]);
  await Promise.allSettled([closeDb(), closeRedis(), site.close()]);
  process.exit(0);
}

await site.prepare();
if (env.NODE_ENV === 'development') {
  const upgrade = site.getUpgradeHandler(); // reloads pages
  server.on('upgrade', (...socket) => void upgrade(...socket));
}
server.listen(env.PORT, env.HOST, () => log.info({ port: env.PORT }, 'web answers'));
reportPressure();
areSeatsAway(); // watched from here on: the first buyer is told at once
process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());

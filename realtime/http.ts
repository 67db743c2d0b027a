import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerWaitingPage } from '@/realtime/page/waiting-page';
import { answerProbe } from '@/server/http/probes';
import { problemOf } from '@/server/http/problem';
import { queueCalls, queueHeaders } from '@/server/http/queue-calls';
import { bodyBytesMax, comesFromUs, isMutation, securityHeaders } from '@/server/http/security';
import type { Actor } from '@/server/platform/actor';
import { clientAddress, standsForMany } from '@/server/platform/address';
import { env } from '@/server/platform/env';
import { tokenBucket } from '@/server/platform/rate-limit';
import { Refusal } from '@/server/platform/refusal';
import { actorOfSession, sessionCookieName } from '@/server/users';

/** A page polls every few seconds at most; an address may be a whole office or a phone network's. */
const accountFlood = tokenBucket(10, 30);
const addressFlood = tokenBucket(200, 600);

const queuePath = /^\/api\/queue\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(\/[a-z/]+)?$/i;
const calls = new Map(queueCalls.map((call) => [`${call.method} ${call.path}`, call]));
const knownPaths = new Set<string>(queueCalls.map((call) => call.path));

/** Answers the waiting room's calls on the bare server: the whole crowd arrives here at one second. */
export async function answerHttp(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0]!;
  if (await answerProbe(path, response)) return;
  if (path.startsWith('/queue/') || path.startsWith('/queue-assets/'))
    return answerWaitingPage(request, response);
  setHeaders(request, response);
  if (request.method === 'OPTIONS') {
    response.writeHead(204).end();
    return;
  }
  try {
    const answer = await runCall(request, path);
    if (answer === null) response.writeHead(204).end();
    else send(response, 200, 'application/json', answer);
  } catch (error) {
    const { problem, headers } = problemOf(error);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    send(response, problem.status, 'application/problem+json', problem);
  }
}

async function runCall(request: IncomingMessage, path: string): Promise<unknown> {
  const [, scheduleId, rest = ''] = queuePath.exec(path) ?? [];
  if (!scheduleId || !knownPaths.has(rest)) throw new Refusal('not_found');
  const method = (request.method ?? 'GET').toLowerCase();
  const call = calls.get(`${method} ${rest}`);
  if (!call) throw new Refusal('method_not_allowed');
  requireOurs(request);
  const address = clientAddress(request);
  const actor = await actorOfRequest(request);
  takeFlood(actor, address);
  const header = (name: string) => request.headers[name] as string | undefined;
  const answer = await call.run(actor, scheduleId.toLowerCase(), { address, header });
  return call.answer ? answer : null;
}

/** No mutation from elsewhere, and no body: none of the calls takes one. */
function requireOurs(request: IncomingMessage): void {
  const header = (name: string) => request.headers[name] as string | undefined;
  if (isMutation(request.method ?? 'GET') && !comesFromUs(header))
    throw new Refusal('origin_not_allowed');
  if (header('transfer-encoding') || Number(header('content-length') ?? 0) > bodyBytesMax)
    throw new Refusal('body_too_large');
}

function takeFlood(actor: Actor, address: string): void {
  if (actor.kind === 'account') accountFlood.take(actor.id);
  else if (!standsForMany(address)) addressFlood.take(address);
}

/** Who asks, by bearer token or by the site's cookie. */
export function actorOfRequest(request: Pick<IncomingMessage, 'headers'>): Promise<Actor> {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return actorOfSession(bearer ?? cookieOf(request.headers.cookie ?? '', sessionCookieName()));
}

function cookieOf(header: string, name: string): string | undefined {
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    if (part.slice(0, at).trim() === name) return part.slice(at + 1).trim(); // a token needs no escapes
  }
  return undefined;
}

/** Whether a browser's page of this origin is ours. */
export const isOurOrigin = (origin: string, host: string | undefined): boolean =>
  origin === new URL(env.PUBLIC_URL).origin ||
  (URL.canParse(origin) && new URL(origin).host === host);

const allowedHeaders = ['content-type', 'authorization', ...queueHeaders].join(', ');

/** Our own pages may call from the site's origin, with their cookies; nobody else's may read an answer. */
function setHeaders(request: IncomingMessage, response: ServerResponse): void {
  const { origin, host } = request.headers;
  for (const [name, value] of Object.entries(securityHeaders())) response.setHeader(name, value);
  response.setHeader('cache-control', 'no-store');
  response.setHeader('vary', 'origin');
  if (!origin || !isOurOrigin(origin, host)) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('access-control-allow-methods', 'GET, POST, DELETE');
  response.setHeader('access-control-allow-headers', allowedHeaders);
  response.setHeader('access-control-expose-headers', 'retry-after, date');
  response.setHeader('access-control-max-age', '7200');
  response.setHeader('cross-origin-resource-policy', 'same-site');
}

function send(response: ServerResponse, status: number, type: string, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

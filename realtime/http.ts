import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { answerWaitingPage } from '@/realtime/page/waiting-page';
import { rangeOf } from '@/server/bots';
import { answerProbe } from '@/server/http/probes';
import { problemOf } from '@/server/http/problem';
import { queueCalls, queueHeaders } from '@/server/http/queue-calls';
import { bodyBytesMax, comesFromUs, isMutation, securityHeaders } from '@/server/http/security';
import type { Actor } from '@/server/platform/actor';
import { clientAddress } from '@/server/platform/address';
import { env } from '@/server/platform/env';
import { tokenBucket } from '@/server/platform/rate-limit';
import { Refusal } from '@/server/platform/refusal';
import { actorOfSession, sessionCookieName } from '@/server/users';

/**
 * A page polls every few seconds at most, and an account that does not wait as told waits longer, up to a minute. A
 * range of addresses may be a whole office: it is told ten seconds at most, and one that thousands of phones share is
 * not limited here at all; their joins cost work.
 */
const accountFlood = tokenBucket(10, 30, 100_000, { share: 0.5, waitMsMax: 60_000 });
const rangeFlood = tokenBucket(200, 600, 100_000, { share: 0.02, waitMsMax: 10_000 });
/** How late a range hears that it was too fast. */
const refusedAfterMs = 500;

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
  const headers = headersFor(request);
  if (request.method === 'OPTIONS') return end(response, 204, headers);
  try {
    const answer = await runCall(request, path);
    if (answer === null) end(response, 204, headers);
    else send(response, 200, ['content-type', 'application/json', ...headers], answer);
  } catch (error) {
    const { problem, headers: more } = problemOf(error);
    send(response, problem.status, [...flat(more), ...headers], problem);
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
  await takeRange(address);
  const actor = await actorOfRequest(request);
  if (actor.kind === 'account') accountFlood.take(actor.id);
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

/**
 * Before anything is verified or looked up: a flood from one range costs a look into a map, and its answer comes
 * late, so that a script that waits for answers is slowed to as many a second as it has connections.
 */
async function takeRange(address: string): Promise<void> {
  const { name, isShared } = rangeOf(address);
  if (!name || isShared) return;
  try {
    rangeFlood.take(name);
  } catch (refusal) {
    await setTimeout(refusedAfterMs);
    throw refusal;
  }
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

type Headers = Record<string, string>;
const flat = (headers: Headers): string[] => Object.entries(headers).flat();

/** In the flat form that Node writes out as it is: setting headers one by one costs as much as the join itself. */
let made: { forAll: string[]; forOurs: string[] } | undefined;

function makeHeaders() {
  const all: Headers = { ...securityHeaders(), 'cache-control': 'no-store', vary: 'origin' };
  const ours: Headers = {
    ...all,
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'GET, POST, DELETE',
    'access-control-allow-headers': allowedHeaders,
    'access-control-expose-headers': 'retry-after, date',
    'access-control-max-age': '7200',
    'cross-origin-resource-policy': 'same-site',
  };
  return { forAll: flat(all), forOurs: flat(ours) };
}

/** Our own pages may call from the site's origin, with their cookies; nobody else's may read an answer. */
function headersFor({ headers: { origin, host } }: IncomingMessage): string[] {
  made ??= makeHeaders();
  if (!origin || !isOurOrigin(origin, host)) return made.forAll;
  return ['access-control-allow-origin', origin, ...made.forOurs];
}

function end(response: ServerResponse, status: number, headers: string[]): void {
  response.writeHead(status, headers).end();
}

function send(response: ServerResponse, status: number, headers: string[], body: unknown): void {
  const text = Buffer.from(JSON.stringify(body));
  response.writeHead(status, ['content-length', String(text.length), ...headers]).end(text);
}

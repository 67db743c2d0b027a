import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { answerWaitingPage } from '@/realtime/page/waiting-page';
import { answerProbe } from '@/server/http/probes';
import { end, flat, headerOf, send, sendProblem } from '@/server/http/bare';
import { actorOfRequest } from '@/server/http/request-actor';
import { findDrawKeys, queueCalls, queueHeaders, TextFile } from '@/server/http/queue-calls';
import { securityHeaders } from '@/server/http/security';
import { clientAddress } from '@/server/platform/address';
import { Refusal } from '@/server/platform/refusal';
import { answerPlainPage, isPlainPath } from './plain';
import { isOurOrigin, requireOurs, takeAsker, takeRange } from './requests';

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
  if (isPlainPath(request.url ?? '/')) return answerPlainPage(request, response);
  if (path.startsWith('/queue/') || path.startsWith('/queue-assets/'))
    return answerWaitingPage(request, response);
  const headers = headersFor(request);
  if (request.method === 'OPTIONS') return end(response, 204, headers);
  try {
    const answer = await runCall(request, path);
    if (answer === null) end(response, 204, headers);
    else if (answer instanceof TextFile) await sendFile(response, headers, answer);
    else send(response, 200, ['content-type', 'application/json', ...headers], answer);
  } catch (error) {
    sendProblem(response, headers, error);
  }
}

/** A file goes out as fast as the asker takes it; whoever breaks off ends it. */
async function sendFile(response: ServerResponse, headers: string[], file: TextFile) {
  response.writeHead(200, [...flat(file.headers), ...headers]);
  await pipeline(Readable.from(file.pieces), response).catch(() => response.destroy());
}

async function runCall(request: IncomingMessage, path: string): Promise<unknown> {
  if (path === '/api/queue/keys') return findDrawKeys();
  const [, scheduleId, rest = ''] = queuePath.exec(path) ?? [];
  if (!scheduleId || !knownPaths.has(rest)) throw new Refusal('not_found');
  const method = (request.method ?? 'GET').toLowerCase();
  const call = calls.get(`${method} ${rest}`);
  if (!call) throw new Refusal('method_not_allowed');
  requireOurs(request);
  const address = clientAddress(request);
  await takeRange(address);
  const actor = await actorOfRequest(request);
  takeAsker(actor, address);
  const given = { address, header: headerOf(request) };
  const answer = await call.run(actor, scheduleId.toLowerCase(), given);
  return call.answer ? answer : null;
}

const allowedHeaders = ['content-type', 'authorization', ...queueHeaders].join(', ');

type Headers = Record<string, string>;
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

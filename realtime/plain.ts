import { transformSync } from 'esbuild';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { loadMessages, type Messages } from '@/i18n/catalogue';
import { type Locale, localeCookie, toLocale } from '@/i18n/locale';
import { askQuestion } from '@/server/bots';
import { problemOf } from '@/server/http/problem';
import { type Given, joinByCall } from '@/server/http/queue-calls';
import { securityHeaders } from '@/server/http/security';
import { type Actor, requireAccount } from '@/server/platform/actor';
import { clientAddress } from '@/server/platform/address';
import { env } from '@/server/platform/env';
import { tokenBucket } from '@/server/platform/rate-limit';
import { Refusal } from '@/server/platform/refusal';
import { enterLine, findLine, findPlace, leaveLine, needsVerifying } from '@/server/waiting-room';
import type { PlaceView } from '@/server/waiting-room/waiting-room.schema';
import { type Plain, plainDocument } from './plain-view';
import { actorOfRequest, cookieOf } from '@/server/http/request-actor';
import { requireOurs, takeRange } from './requests';

/**
 * The waiting room without JavaScript, at `/queue/<schedule id>/plain`: rendered for each look, so looks are limited
 * to what a page that refreshes every ten seconds needs. Every button is a form, every form's answer leads back by
 * 303, and its refreshing is the header's: a person can stop it.
 */
const plainPath =
  /^\/queue\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/plain(?:\/(places|entry|departure))?$/i;

const looks = tokenBucket(0.5, 10, 100_000, { share: 0.5, waitMsMax: 60_000 });
const formBytesMax = 4_096;
/** Where a join token is kept, for this line's page alone. */
const placeCookie = 'openrun.place';

const refreshSeconds = () => 8 + Math.round(Math.random() * 4);
const turnRefreshSeconds = 5;

type Visit = {
  scheduleId: string;
  action: string | undefined;
  locale: Locale;
  isStill: boolean;
  actor: Actor;
  given: Given;
};

/** Where the waiting page sends a browser without JavaScript: it is one document for all lines, and cannot name this one. */
const fromWaitingPage = /^\/queue\/([0-9a-f-]{36})\/?\?plain$/i;

/** Whether this page answers what was asked for, query and all. */
export const isPlainPath = (asked: string): boolean =>
  plainPath.test(asked.split('?', 1)[0]!) || fromWaitingPage.test(asked);

export async function answerPlainPage(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked = request.url ?? '/';
  const [, from] = fromWaitingPage.exec(asked) ?? [];
  if (from) return lead(response, `/queue/${from}/plain`);
  const url = new URL(asked, 'http://plain');
  for (const [name, value] of Object.entries(securityHeaders())) response.setHeader(name, value);
  response.setHeader('cache-control', 'no-store');
  const visit = await visitOf(request, url);
  const locale = url.searchParams.get('locale');
  if (locale && request.method === 'GET') return changeLocale(response, visit, toLocale(locale));
  try {
    await takeRange(visit.given.address);
    looks.take(visit.actor.kind === 'account' ? visit.actor.id : visit.given.address);
    if (request.method === 'POST') return await act(request, response, visit);
    if (visit.action) throw new Refusal('method_not_allowed');
    send(response, await look(visit));
  } catch (error) {
    await refuse(response, visit, error);
  }
}

async function visitOf(request: IncomingMessage, url: URL): Promise<Visit> {
  const [, id = '', action] = plainPath.exec(url.pathname) ?? [];
  const cookies = request.headers.cookie ?? '';
  const joinToken = cookieOf(cookies, placeCookie);
  return {
    scheduleId: id.toLowerCase(),
    action,
    locale: toLocale(cookieOf(cookies, localeCookie)),
    isStill: url.searchParams.has('still'),
    actor: await actorOfRequest(request),
    given: {
      address: clientAddress(request),
      header: (name) => (name === 'openrun-place' ? joinToken : undefined),
    },
  };
}

const hereOf = ({ scheduleId, isStill }: Visit) =>
  `/queue/${scheduleId}/plain${isStill ? '?still=1' : ''}`;

function lead(response: ServerResponse, location: string): void {
  response.writeHead(303, { location }).end();
}

function changeLocale(response: ServerResponse, visit: Visit, locale: Locale): void {
  response.setHeader(
    'set-cookie',
    `${localeCookie}=${locale};Path=/;Max-Age=31536000;SameSite=Lax`,
  );
  lead(response, hereOf(visit));
}

/** Whoever has no place sees the line, and is asked whether to join it. */
async function look(visit: Visit, notice?: string): Promise<Plain> {
  const { actor, scheduleId, given } = visit;
  const shown = { ...visit, ...(notice !== undefined && { notice }) };
  requireAccount(actor);
  try {
    const place = await findPlace(actor, scheduleId, given.header('openrun-place'));
    return { ...shown, screen: 'place', place };
  } catch (error) {
    if (!(error instanceof Refusal && error.code === 'no_place')) throw error;
    const mustVerify = await needsVerifying(actor, scheduleId);
    return { ...shown, screen: 'noPlace', line: await findLine(scheduleId), mustVerify };
  }
}

async function act(request: IncomingMessage, response: ServerResponse, visit: Visit) {
  requireOurs(request);
  const { actor, scheduleId, given } = visit;
  const form = await readForm(request);
  switch (visit.action) {
    case 'places': {
      const [token, text] = [form.get('question'), form.get('answer')];
      const answer = token && text ? { token, text } : undefined;
      keepToken(response, await joinByCall(actor, scheduleId, { ...given, answer }));
      return lead(response, hereOf(visit));
    }
    case 'entry':
      await enterLine(actor, scheduleId);
      return lead(response, `/schedules/${scheduleId}/seats`);
    case 'departure':
      await leaveLine(actor, scheduleId);
      return lead(response, hereOf(visit));
    default:
      throw new Refusal('method_not_allowed');
  }
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  if (Number(request.headers['content-length'] ?? 0) > formBytesMax)
    throw new Refusal('body_too_large');
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

function keepToken(response: ServerResponse, { scheduleId, joinToken }: PlaceView): void {
  const secure = env.PUBLIC_URL.startsWith('https:') ? ';Secure' : '';
  response.setHeader(
    'set-cookie',
    `${placeCookie}=${joinToken};Path=/queue/${scheduleId}/plain;Max-Age=86400;HttpOnly;SameSite=Lax${secure}`,
  );
}

const screenOfRefusal: Record<
  string,
  'signedOut' | 'missing' | 'unverified' | 'unidentified' | 'inLine' | 'over' | 'away'
> = {
  sign_in_required: 'signedOut',
  not_found: 'missing',
  email_unverified: 'unverified',
  identity_required: 'unidentified',
  identity_in_line: 'inLine',
  sale_over: 'over',
  service_unavailable: 'away',
  line_away: 'away',
};

/** Every refusal is a page with its status: the place with a sentence above it, wherever nothing better fits. */
async function refuse(response: ServerResponse, visit: Visit, error: unknown): Promise<void> {
  const { problem, headers } = problemOf(error);
  const { code, status } = problem;
  const retryAfter = headers['retry-after'];
  if (retryAfter) response.setHeader('retry-after', retryAfter);
  const screen = screenOfRefusal[code];
  if (screen) return send(response, { ...visit, screen }, status);
  if (code === 'too_many_requests')
    return send(response, { ...visit, screen: 'slow', seconds: Number(retryAfter) }, status);
  if (code.startsWith('proof_')) {
    const question = askQuestion(requireAccount(visit.actor), visit.scheduleId);
    const isWrong = code !== 'proof_required';
    return send(response, { ...visit, screen: 'question', question, isWrong }, status);
  }
  const sentences = loadMessages(visit.locale)['refusals'] as Messages;
  const shown = look(visit, String(sentences[code]));
  send(response, await shown.catch((): Plain => ({ ...visit, screen: 'away' })), status);
}

/** In how many seconds the page looks again by itself; null for one where somebody types, or where nothing changes. */
function refreshOf(plain: Plain): number | null {
  if (plain.isStill) return null;
  if (plain.screen === 'slow') return plain.seconds;
  if (plain.screen === 'away') return refreshSeconds();
  if (plain.screen === 'noPlace') return plain.line.phase === 'before' ? refreshSeconds() : null;
  if (plain.screen !== 'place') return null;
  if (plain.place.state === 'invited') return turnRefreshSeconds;
  return plain.place.state === 'waiting' ? refreshSeconds() : null;
}

function send(response: ServerResponse, plain: Plain, status = 200): void {
  const { style, policy } = prepareStyle();
  const seconds = refreshOf(plain);
  if (seconds !== null)
    response.setHeader('refresh', `${seconds}; url=/queue/${plain.scheduleId}/plain`);
  response.setHeader('content-security-policy', policy);
  response.setHeader('vary', 'cookie');
  const page = Buffer.from(plainDocument(plain, style, seconds !== null));
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': page.length,
  });
  response.end(page);
}

let prepared: { style: string; policy: string } | undefined;

/** The waiting page's rules and its own, by their hash the only thing that may load. */
function prepareStyle() {
  if (prepared && env.NODE_ENV !== 'development') return prepared;
  const files = ['components/ui/tokens.css', 'realtime/page/page.css', 'realtime/page/parts.css'];
  const css = [...files, 'realtime/plain.css'].map((file) =>
    readFileSync(path.join(process.cwd(), file), 'utf8'),
  );
  const style = transformSync(css.join('\n'), { loader: 'css', minify: true }).code.trim();
  const hash = createHash('sha256').update(style).digest('base64');
  const policy = [
    `default-src 'none'`,
    `style-src 'sha256-${hash}'`,
    `img-src data:`,
    `form-action 'self'`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
  return (prepared = { style, policy });
}

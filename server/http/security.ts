import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import { createMiddleware } from 'hono/factory';
import type { Actor } from '@/server/platform/actor';
import { clientAddress, standsForMany } from '@/server/platform/address';
import { env } from '@/server/platform/env';
import { tokenBucket } from '@/server/platform/rate-limit';
import { Refusal } from '@/server/platform/refusal';
import { sessionCookieName } from '@/server/users';
import { repeatsName } from './json-names';
import type { AppEnv } from './openapi';

export const bodyBytesMax = 64 * 1024;

/**
 * How much one process answers before it says 429. Signed in, an account counts; else the address, which may be
 * a whole office or a phone network's.
 */
const accountFlood = tokenBucket(100, 300);
const addressFlood = tokenBucket(200, 600);

const secure = () => env.PUBLIC_URL.startsWith('https:');

export const newNonce = (): string => randomBytes(16).toString('base64');

/**
 * What a page may load. Inline scripts run with this response's nonce only (Next's streamed data are inline
 * scripts; a copy of a page kept for a second keeps its nonce); styles may be inline: React writes style
 * attributes, and a style cannot run. Next's reload in development evaluates strings.
 */
export function contentSecurityPolicy(nonce: string): string {
  const realtime = env.REALTIME_PUBLIC_URL;
  const sockets = (origin: string) => origin.replace(/^http/, 'ws');
  const connect = [sockets(env.PUBLIC_URL), realtime, sockets(realtime)].filter(Boolean).join(' ');
  const development = env.NODE_ENV === 'development' ? ` 'unsafe-eval'` : '';
  return [
    `default-src 'self'`,
    `script-src 'self' 'nonce-${nonce}'${development}`,
    `style-src 'self' 'unsafe-inline'`,
    `img-src 'self' data: blob:`,
    `connect-src 'self' ${connect}`,
    `worker-src 'self' blob:`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
    ...(secure() ? ['upgrade-insecure-requests'] : []),
  ].join('; ');
}

/** For every answer. Without a nonce (the API, files): a policy that lets nothing load. */
export function securityHeaders({ nonce }: { nonce?: string } = {}): Record<string, string> {
  return {
    'content-security-policy': nonce
      ? contentSecurityPolicy(nonce)
      : `default-src 'none'; frame-ancestors 'none'`,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(self), microphone=(), geolocation=(), payment=(), usb=()',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...(secure() && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  };
}

/** The header in which the gateway tells Next where a request comes from; whatever a client wrote there is gone. */
export const addressHeader = 'x-openrun-address';

/** Prepares what is handed to Next: it reads the nonce for its scripts from the request's policy header. */
export function securePage(
  request: IncomingMessage,
  response: ServerResponse,
  nonce: string = newNonce(),
): void {
  const headers = securityHeaders({ nonce });
  request.headers['content-security-policy'] = headers['content-security-policy'];
  request.headers[addressHeader] = clientAddress(request);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

type Headers = (name: string) => string | undefined;

/**
 * Whether a mutation comes from the site itself or from a client that no other site can steer. A browser says
 * where from: Origin, or Sec-Fetch-Site. A client that says neither sends no cookie, or a bearer token, which
 * another site's page could not make it do.
 */
export function comesFromUs(header: Headers): boolean {
  const origin = header('origin');
  if (origin) return origin === new URL(env.PUBLIC_URL).origin || hostOf(origin) === header('host');
  const site = header('sec-fetch-site');
  if (site) return site !== 'cross-site';
  const cookie = header('cookie')?.includes(`${sessionCookieName()}=`) ?? false;
  return !cookie || header('authorization') !== undefined;
}

const hostOf = (origin: string) => (URL.canParse(origin) ? new URL(origin).host : null);

export const isMutation = (method: string): boolean => !/^(GET|HEAD|OPTIONS)$/.test(method);

/** First of all: where a request comes from, and no mutation from elsewhere. */
export const withOrigin = createMiddleware<AppEnv & { Bindings?: Partial<HttpBindings> }>(
  async (c, next) => {
    const incoming = c.env?.incoming as IncomingMessage | undefined;
    c.set('clientAddress', incoming ? clientAddress(incoming) : 'unknown');
    if (isMutation(c.req.method) && !comesFromUs((name) => c.req.header(name))) {
      throw new Refusal('origin_not_allowed');
    }
    await next();
  },
);

const tooLarge = () => {
  throw new Refusal('body_too_large');
};

/** Bodies up to 64 kB: by their stated length, and counted as they arrive where none is stated. */
export const withBodyLimit = createMiddleware<AppEnv>(async (c, next) => {
  if (!isMutation(c.req.method)) return next();
  const length = c.req.header('content-length');
  if (Number(length ?? 0) > bodyBytesMax) tooLarge();
  if (length === undefined && c.req.raw.body) c.req.raw = await countedRequest(c.req.raw);
  await next();
});

/** Made anew from its parts: Node's own Request cannot be made from the one that the adapter gives. */
async function countedRequest({ url, method, headers, body }: Request): Promise<Request> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) tooLarge();
    chunks.push(chunk);
  }
  return new Request(url, { method, headers, ...(bytes > 0 && { body: Buffer.concat(chunks) }) });
}

export const hasNul = (url: string): boolean => url.includes('%00');

/** An escaped backslash before `u0000` is no NUL. */
const nulInJson = /(?<!\\)(?:\\\\)*\\u0000/;

/**
 * No text in Postgres can hold the NUL character: whatever field has one is refused here, not by the database. Nor does
 * a name come twice in an object: readers of JSON differ in which of two amounts they take.
 */
export function requirePlainJson(text: string): void {
  if (nulInJson.test(text) || repeatsName(text)) throw new Refusal('invalid_input');
}

export const withPlainInput = createMiddleware<AppEnv>(async (c, next) => {
  if (hasNul(c.req.url)) throw new Refusal('invalid_input');
  if (isMutation(c.req.method)) requirePlainJson(await c.req.text());
  await next();
});

/** Refuses `too_many_requests` past what a person, or a network of people, could need. */
export function takeFlood(actor: Actor, address: string): void {
  if (actor.kind === 'account') accountFlood.take(actor.id);
  else if (!standsForMany(address)) addressFlood.take(address);
}

/** After the actor is known. */
export const withFloodLimit = createMiddleware<AppEnv>(async (c, next) => {
  takeFlood(c.var.actor, c.var.clientAddress);
  await next();
});

import { getRequestListener } from '@hono/node-server';
import { once } from 'node:events';
import { type IncomingMessage, createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { env } from '@/server/platform/env';
import { sharedRedis } from '@/server/platform/redis';
import { aFan, anAdmin, aSchedule, bearerOf } from '@/server/testing';
import { sessionCookieName } from '@/server/users';
import { api } from './app';
import { bodyBytesMax, comesFromUs, securityHeaders } from './security';

const headersOf = (given: Record<string, string>) => (name: string) => given[name];
const cookie = `${sessionCookieName()}=token`;
const own = new URL(env.PUBLIC_URL).origin;

/** A request as the gateway hands it on, from an address. */
const from = (remoteAddress: string) => ({
  incoming: { headers: {}, socket: { remoteAddress } } as unknown as IncomingMessage,
});

describe('a mutation', () => {
  it.each([
    [{ origin: own, cookie }],
    [{ origin: 'http://192.168.0.9:3000', host: '192.168.0.9:3000', cookie }],
    [{ 'sec-fetch-site': 'same-origin', cookie }],
    [{ authorization: 'Bearer token' }],
    [{ authorization: 'Bearer token', cookie }],
    [{}],
  ])('is from us with %j', (given) => {
    expect(comesFromUs(headersOf(given as Record<string, string>))).toBe(true);
  });

  it.each([
    [{ origin: 'https://evil.test', host: 'localhost:3000' }],
    [{ origin: 'https://evil.test', host: 'localhost:3000', authorization: 'Bearer token' }],
    [{ origin: 'null', host: 'localhost:3000', cookie }],
    [{ origin: `${own}.evil.test`, cookie }],
    [{ 'sec-fetch-site': 'cross-site', cookie }],
    [{ cookie }],
  ])('is not from us with %j', (given) => {
    expect(comesFromUs(headersOf(given as Record<string, string>))).toBe(false);
  });

  it('from another site is refused, whatever it asks', async () => {
    for (const [method, path] of [
      ['POST', '/api/users'],
      ['DELETE', '/api/holds/1'],
      ['PATCH', '/api/users/me'],
    ] as const) {
      const headers = { origin: 'https://evil.test', 'content-type': 'application/json' };
      const response = await api.request(path, { method, headers });
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ code: 'origin_not_allowed' });
    }
    const read = await api.request('/api/users/me', { headers: { origin: 'https://evil.test' } });
    expect(read.status).toBe(200);
  });
});

describe('a body', () => {
  const post = (body: BodyInit, headers: Record<string, string> = {}) =>
    api.request('/api/sessions', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      duplex: 'half',
    } as RequestInit);

  it('over 64 kB is refused by its length, and as it arrives when it states none', async () => {
    const huge = JSON.stringify({ email: 'x'.repeat(bodyBytesMax), password: 'y' });
    const stream = new Blob([huge]).stream();
    const stated = { 'content-length': String(huge.length) };
    for (const response of [await post(huge, stated), await post(stream)]) {
      expect(response.status).toBe(413);
      expect(await response.json()).toMatchObject({ code: 'body_too_large' });
    }
  });

  it.each(['{', 'null', '[]', '"text"', '{"email":1,"password":[]}', ''])(
    'that is no sign-in (%s) is refused with what is wrong',
    async (body) => {
      const response = await post(body);
      expect(response.status).toBe(422);
      expect(await response.json()).toMatchObject({ code: 'invalid_input' });
    },
  );
});

describe('a NUL character, which Postgres cannot hold,', () => {
  const send = (method: string, path: string, headers: Record<string, string>, body?: string) =>
    api.request(`/api${path}`, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      body,
    });

  it('is refused in any field of a body, and in the URL', async () => {
    const admin = bearerOf(await anAdmin());
    const { id } = await aSchedule();
    const secret = '"password":"open sesame"';
    const answers = await Promise.all([
      send('POST', '/users', {}, `{"email":"a@openrun.test","name":"a\\u0000b",${secret}}`),
      send('PATCH', `/admin/schedules/${id}`, admin, '{"capacity":9,"reason":"a\\u0000"}'),
      send('GET', '/concerts?query=%00a', {}),
      send('GET', '/admin/people?query=%00a', admin),
    ]);
    for (const answer of answers) {
      expect(answer.status).toBe(422);
      expect(await answer.json()).toMatchObject({ code: 'invalid_input' });
    }
  });

  it('is not seen in a backslash before u0000', async () => {
    const body = String.raw`{"email":"a@openrun.test","name":"a\\u0000b","password":"open sesame"}`;
    expect((await send('POST', '/users', {}, body)).status).toBe(201);
  });
});

/** Asks five hundred at a time until one is refused for it: however slow the machine, faster than the limit. */
async function floodUntilRefused(
  ask: (i: number) => Response | Promise<Response>,
): Promise<Response> {
  for (let wave = 0; wave < 20; wave++) {
    const answers = await Promise.all(Array.from({ length: 500 }, (_, i) => ask(i)));
    const refused = answers.find((answer) => answer.status === 429);
    if (refused) return refused;
  }
  throw new Error('ten thousand requests, and none was refused');
}

describe('a flood', () => {
  it('of one address is told to come back, and no other address is', async () => {
    const ask = (address: string) => api.request('/api/users/me', {}, from(address));
    const refused = await floodUntilRefused(() => ask('203.0.113.50'));
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ code: 'too_many_requests' });
    expect((await ask('203.0.113.51')).status).toBe(200);
    expect((await ask('127.0.0.1')).status).toBe(200);
  });

  it('of one account is told to come back, from wherever it comes', async () => {
    const headers = bearerOf(await aFan());
    const refused = await floodUntilRefused((i) =>
      api.request('/api/nothing-here', { headers }, from(`203.0.113.${i % 200}`)),
    );
    expect(await refused.json()).toMatchObject({ code: 'too_many_requests' });
  });
});

describe('the headers of an answer', () => {
  it('let nothing load from the API, and from a page only what is ours, scripts by their nonce', () => {
    expect(securityHeaders()['content-security-policy']).toContain(`default-src 'none'`);
    const page = securityHeaders({ nonce: 'abc' })['content-security-policy']!;
    const scripts = page.split('; ').find((rule) => rule.startsWith('script-src'));
    expect(scripts).toBe(`script-src 'self' 'nonce-abc'`);
    expect(page).toContain(`frame-ancestors 'none'`);
  });

  it('are complete', () => {
    expect(securityHeaders()).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'x-content-type-options': 'nosniff',
      'permissions-policy': expect.stringContaining('camera=(self)'),
    });
    expect(securityHeaders()).not.toHaveProperty('strict-transport-security'); // the tests run over http
  });
});

describe('Redis away', () => {
  it('takes nobody’s rights away: a role is asked of Postgres, a limit is kept in memory', async () => {
    const headers = bearerOf(await anAdmin());
    sharedRedis().disconnect();
    const people = await api.request('/api/admin/people', { headers });
    const session = await api.request('/api/sessions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'nobody@openrun.test', password: 'x' }),
    });
    await sharedRedis().connect();
    expect([people.status, session.status]).toEqual([200, 401]);
  });
});

describe('through Node’s own server', () => {
  /** One request over a socket, as the gateway gets it; `raw` as it goes over the wire. */
  async function overSocket(raw: string): Promise<string> {
    const server = createServer(getRequestListener(api.fetch, { overrideGlobalObjects: false }));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    try {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      socket.end(raw);
      return (await text(socket)).split('\r\n')[0]!;
    } finally {
      server.close();
    }
  }
  const head = (line: string, ...headers: string[]) =>
    [line, 'host: localhost', 'connection: close', ...headers, '', ''].join('\r\n');

  it('a deletion without a body reaches its verb', async () => {
    const id = '018f0000-0000-7000-8000-000000000000';
    const answer = await overSocket(head(`DELETE /api/holds/${id}.${id} HTTP/1.1`));
    expect(answer).toContain('401');
  });

  it('a body in chunks is read whole, and refused once it is too large', async () => {
    const post = head(
      'POST /api/sessions HTTP/1.1',
      'transfer-encoding: chunked',
      'content-type: application/json',
    );
    const chunk = (body: string) => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    expect(await overSocket(post + chunk('{"email":1}'))).toContain('422');
    expect(await overSocket(post + chunk('x'.repeat(bodyBytesMax + 1)))).toContain('413');
  });
});

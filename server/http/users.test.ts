import { describe, expect, it } from 'vitest';
import { aFan, anAdmin, anOrganiser, bearerOf, type Person } from '@/server/testing';
import { sessionClaims, sessionCookieName, signSession, verifySession } from '@/server/users';
import { changeRole } from '@/server/users';
import { prisma } from '@/server/platform/db';
import { api } from './app';

const json = { 'content-type': 'application/json' };
const signUp = { email: 'jiwoo@openrun.test', name: '지우', password: 'open sesame' };

const send = (method: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
  api.request(`/api${path}`, {
    method,
    headers: { ...json, ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });

const cookieOf = (person: Person) => {
  const { id, role, name, emailVerified } = person;
  const token = signSession({ sub: id, role, name, email_verified: emailVerified });
  return { cookie: `${sessionCookieName()}=${token}` };
};

const setCookie = (response: Response) => {
  const [name, value] = (response.headers.get('set-cookie') ?? '').split(';')[0]!.split('=');
  return name === sessionCookieName() ? verifySession(value) : null;
};

describe('POST /api/users and /api/sessions', () => {
  it('sign somebody up and in: the token is theirs', async () => {
    const made = await send('POST', '/users', signUp);
    expect(made.status).toBe(201);
    const { account } = (await made.json()) as { account: { id: string } };
    expect(account).toEqual({
      id: expect.any(String),
      email: signUp.email,
      name: '지우',
      role: 'FAN',
      locale: 'ko',
      emailVerified: false,
    });
    const session = await send('POST', '/sessions', signUp);
    expect(session.status).toBe(201);
    const { token, expiresAt } = (await session.json()) as { token: string; expiresAt: string };
    expect(verifySession(token)).toMatchObject({ sub: account.id, role: 'FAN' });
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now() + 29 * 86_400_000);
    const me = await api.request('/api/users/me', {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await me.json()).toEqual({ account });
  });

  it('say what is taken and what is wrong', async () => {
    await send('POST', '/users', signUp);
    const again = await send('POST', '/users', { ...signUp, email: 'JIWOO@openrun.test' });
    expect([again.status, await again.json()]).toMatchObject([409, { code: 'email_taken' }]);
    const bad = await send('POST', '/users', { email: 'x', password: 'y' });
    const problem = (await bad.json()) as { facts: { issues: { path: string }[] } };
    expect(bad.status).toBe(422);
    expect(problem.facts.issues.map((issue) => issue.path).sort()).toEqual([
      'email',
      'name',
      'password',
    ]);
    const unknown = await send('POST', '/sessions', { email: 'who@openrun.test', password: 'x' });
    const wrong = await send('POST', '/sessions', { ...signUp, password: 'wrong' });
    expect([unknown.status, wrong.status]).toEqual([401, 401]);
    expect(await unknown.text()).toBe(await wrong.text());
  });

  it('answer 429 with Retry-After past the limit', async () => {
    const tries = Array.from({ length: 6 }, () => send('POST', '/sessions', signUp));
    const answers = await Promise.all(tries);
    const refused = answers.find((answer) => answer.status === 429)!;
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(200);
  });
});

describe('/api/users/me', () => {
  it('is null for nobody, for a forged token and for an account that is gone', async () => {
    const fan = await aFan();
    const forged = `${bearerOf(fan).authorization.slice(0, -4)}AAAA`;
    await prisma.account.delete({ where: { id: fan.id } });
    for (const headers of [{}, { authorization: forged }, bearerOf(fan)]) {
      const response = await api.request('/api/users/me', { headers });
      expect([response.status, await response.json()]).toEqual([200, { account: null }]);
    }
  });

  it('writes the cookie anew when it says something that is no longer so', async () => {
    const [admin, fan] = await Promise.all([anAdmin(), aFan()]);
    const same = await api.request('/api/users/me', { headers: cookieOf(fan) });
    expect(same.headers.get('set-cookie')).toBeNull();
    await changeRole(admin, fan.id, 'ORGANISER');
    const changed = await api.request('/api/users/me', { headers: cookieOf(fan) });
    expect(setCookie(changed)).toMatchObject({ sub: fan.id, role: 'ORGANISER' });
    expect(changed.headers.get('set-cookie')).toMatch(/HttpOnly.*SameSite=Lax/);
    const bearer = await api.request('/api/users/me', { headers: bearerOf(fan) });
    expect(bearer.headers.get('set-cookie')).toBeNull();
  });

  it('changes name and language, of oneself only', async () => {
    const fan = await aFan();
    const response = await send(
      'PATCH',
      '/users/me',
      { name: '새 이름', locale: 'en' },
      bearerOf(fan),
    );
    expect(await response.json()).toMatchObject({
      account: { id: fan.id, name: '새 이름', locale: 'en' },
    });
    expect((await send('PATCH', '/users/me', { name: 'x' })).status).toBe(401);
    expect((await send('PATCH', '/users/me', {}, bearerOf(fan))).status).toBe(422);
    expect((await send('PATCH', '/users/me', { role: 'ADMIN' }, bearerOf(fan))).status).toBe(422);
    const row = await prisma.account.findUniqueOrThrow({ where: { id: fan.id } });
    expect(row.role).toBe('FAN');
  });

  it('refuses a verification that no link stands for', async () => {
    const response = await send('POST', '/users/verifications', { token: 'made-up' });
    expect([response.status, await response.json()]).toMatchObject([
      410,
      { code: 'verification_expired' },
    ]);
    expect((await send('POST', '/users/me/verification', undefined)).status).toBe(401);
  });
});

describe('/api/users/password-resets and /passwords', () => {
  it('answer the same for an e-mail with an account and one without, and refuse a made-up link', async () => {
    const ask = (email: string) => send('POST', '/users/password-resets', { email });
    const { email } = await prisma.account.findUniqueOrThrow({ where: { id: (await aFan()).id } });
    for (const each of [email, 'nobody@openrun.test']) {
      const response = await ask(each);
      expect([response.status, await response.text()]).toEqual([202, '']);
    }
    const response = await send('POST', '/users/passwords', {
      token: 'made-up',
      password: 'a brand new one',
    });
    expect([response.status, await response.json()]).toMatchObject([
      410,
      { code: 'reset_expired' },
    ]);
    const short = await send('POST', '/users/passwords', { token: 'made-up', password: 'short' });
    expect(short.status).toBe(422);
  });
});

describe('/api/admin/people', () => {
  it('lists and changes for an admin, and for nobody else', async () => {
    const [admin, organiser, fan] = await Promise.all([anAdmin(), anOrganiser(), aFan()]);
    const list = await api.request('/api/admin/people?role=FAN', { headers: bearerOf(admin) });
    expect(await list.json()).toMatchObject({
      people: [{ id: fan.id }],
      total: 1,
      page: 1,
      pages: 1,
    });
    const path = `/admin/people/${fan.id}`;
    const changed = await send('PATCH', path, { role: 'ORGANISER' }, bearerOf(admin));
    expect(await changed.json()).toMatchObject({ person: { id: fan.id, role: 'ORGANISER' } });
    for (const [headers, status] of [
      [{}, 401],
      [bearerOf(organiser), 403],
      [bearerOf(fan), 403],
    ] as const) {
      expect((await api.request('/api/admin/people', { headers })).status).toBe(status);
      expect((await send('PATCH', path, { role: 'ADMIN' }, headers)).status).toBe(status);
    }
  });

  it('refuses what makes no sense', async () => {
    const headers = bearerOf(await anAdmin());
    const statusOf = async (method: string, path: string, body?: unknown) =>
      (await send(method, path, body, headers)).status;
    expect(await statusOf('PATCH', '/admin/people/not-an-id', { role: 'FAN' })).toBe(422);
    expect(await statusOf('PATCH', `/admin/people/${crypto.randomUUID()}`, { role: 'FAN' })).toBe(
      404,
    );
    expect(await statusOf('PATCH', `/admin/people/${crypto.randomUUID()}`, { role: 'KING' })).toBe(
      422,
    );
    expect(await statusOf('GET', '/admin/people?page=0')).toBe(422);
  });
});

it('a session’s claims are those of the account', async () => {
  const fan = await aFan({ emailVerified: false });
  const row = await prisma.account.findUniqueOrThrow({ where: { id: fan.id } });
  const claims = sessionClaims({ ...row, role: 'FAN', locale: 'ko' });
  expect(claims).toEqual({ sub: fan.id, role: 'FAN', name: fan.name, email_verified: false });
});

import NextAuth from 'next-auth';
import { beforeAll, describe, expect, it } from 'vitest';
import { shareWithNextAuth } from '@/server/platform/env';
import { aFan } from '@/server/testing';
import { hashPassword, sessionCookieName, signSession, verifySession } from '@/server/users';
import { authOptions } from './options';

beforeAll(shareWithNextAuth);

type Sent = { body?: Record<string, string>; cookies?: Record<string, string> };

/** One request to next-auth through its handler for Node, which needs no page around it. */
async function ask(path: string, { body, cookies = {} }: Sent = {}) {
  const answer = {
    body: null as unknown,
    location: '',
    cookies: [] as string[],
    error: null as unknown,
  };
  const response = {
    status: () => response,
    getHeader: (name: string) => (name === 'Set-Cookie' ? answer.cookies : undefined),
    setHeader: (name: string, value: string | string[]) => {
      if (name === 'Set-Cookie') answer.cookies = [value].flat();
      if (name === 'Location') answer.location = String(value);
      return response;
    },
    send: (sent: unknown) => (answer.body = sent),
    json: (sent: unknown) => (answer.body = sent),
    end: () => undefined,
  };
  const method = body ? 'POST' : 'GET';
  const request = { method, body, cookies, headers: {}, query: { nextauth: path.split('/') } };
  const options = authOptions('203.0.113.4', (thrown) => (answer.error = thrown));
  await NextAuth(request as never, response as never, options);
  const set = answer.cookies.map((cookie) => cookie.split(';')[0]!.split('='));
  return {
    ...answer,
    set: Object.fromEntries(
      set.map(([name, value]) => [name, decodeURIComponent(value!)]),
    ) as Record<string, string>,
  };
}

async function signInAs(email: string, password: string) {
  const csrf = await ask('csrf');
  const { csrfToken } = csrf.body as { csrfToken: string };
  return ask('callback/credentials', { cookies: csrf.set, body: { email, password, csrfToken } });
}

describe('next-auth', () => {
  it('signs in with the one cookie that everything here verifies', async () => {
    const fan = await aFan({ passwordHash: await hashPassword('open sesame') });
    const answer = await signInAs(fan.email, 'open sesame');
    expect(verifySession(answer.set[sessionCookieName()])).toMatchObject({
      sub: fan.id,
      role: 'FAN',
      name: fan.name,
      email_verified: true,
    });
    const cookie = answer.cookies.find((one) => one.startsWith(`${sessionCookieName()}=`));
    expect(cookie).toMatch(/Path=\/;.*HttpOnly; SameSite=Lax$/);
  });

  it('hands on what the verb refused', async () => {
    const fan = await aFan({ passwordHash: await hashPassword('open sesame') });
    const wrong = await signInAs(fan.email, 'wrong');
    expect(wrong.error).toMatchObject({ code: 'wrong_credentials' });
    expect(wrong.set).not.toHaveProperty(sessionCookieName());
    for (const email of ['', 'a\0b']) {
      const unreadable = await signInAs(email, 'open sesame');
      expect(unreadable.error).toMatchObject({ code: 'invalid_input' });
    }
  });

  it('takes no password without its form’s token', async () => {
    const fan = await aFan({ passwordHash: await hashPassword('open sesame') });
    const body = { email: fan.email, password: 'open sesame', csrfToken: 'guessed' };
    const answer = await ask('callback/credentials', { body });
    expect(answer.set).not.toHaveProperty(sessionCookieName());
    expect(answer.location).toContain('csrf=true');
  });

  it('tells a session as it is now, and forgets one that is forged or whose account is gone', async () => {
    const fan = await aFan();
    const claims = { sub: fan.id, role: 'ADMIN', name: 'old', email_verified: false } as const;
    const cookies = { [sessionCookieName()]: signSession(claims) };
    const session = await ask('session', { cookies });
    expect(session.body).toMatchObject({ user: { id: fan.id, role: 'FAN', name: fan.name } });
    for (const token of ['forged', signSession({ ...claims, sub: crypto.randomUUID() })]) {
      const none = await ask('session', { cookies: { [sessionCookieName()]: token } });
      expect([none.body, none.set[sessionCookieName()]]).toEqual([{}, '']);
    }
  });

  it('offers no social sign-in that is not set up', async () => {
    const { body } = await ask('providers');
    expect(Object.keys(body as object)).toEqual(['credentials']);
  });
});

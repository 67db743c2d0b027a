import type { Context } from 'hono';
import { setCookie } from 'hono/cookie';
import { env } from '@/server/platform/env';
import { sessionCookieName, sessionSeconds } from '@/server/users';

/** As next-auth sets it too. Lax: a link from a mail arrives signed in, another site's form does not. */
export const sessionCookieOptions = () => ({
  httpOnly: true,
  sameSite: 'lax' as const,
  path: '/',
  secure: env.PUBLIC_URL.startsWith('https:'),
});

export function setSessionCookie(c: Context, token: string): void {
  setCookie(c, sessionCookieName(), token, { ...sessionCookieOptions(), maxAge: sessionSeconds });
}

import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import { actorOfSession, sessionCookieName } from '@/server/users';
import type { AppEnv } from './openapi';

/** An API client's bearer token, else the site's cookie. */
export function sessionTokenOf(c: Context): { token?: string; from: 'bearer' | 'cookie' } {
  const bearer = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  if (bearer) return { token: bearer, from: 'bearer' };
  return { token: getCookie(c, sessionCookieName()), from: 'cookie' };
}

/** Says who asks. Anything that does not verify is anonymous. */
export const withActor = createMiddleware<AppEnv>(async (c, next) => {
  c.set('actor', await actorOfSession(sessionTokenOf(c).token));
  await next();
});

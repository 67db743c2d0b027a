import { getCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import { actorOfSession, sessionCookieName } from '@/server/users';
import type { AppEnv } from './openapi';

/** Says who asks: the site's cookie, or an API client's bearer token. Anything that does not verify is anonymous. */
export const withActor = createMiddleware<AppEnv>(async (c, next) => {
  const bearer = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  c.set('actor', await actorOfSession(bearer ?? getCookie(c, sessionCookieName())));
  await next();
});

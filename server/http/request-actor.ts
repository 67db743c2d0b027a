import type { IncomingMessage } from 'node:http';
import type { Actor } from '@/server/platform/actor';
import { actorOfSession, sessionCookieName } from '@/server/users';

// For what is answered without Hono; its middleware is in actor.ts.

/** Who asks, by bearer token or by the site's cookie. */
export function actorOfRequest(request: Pick<IncomingMessage, 'headers'>): Promise<Actor> {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return actorOfSession(bearer ?? cookieOf(request.headers.cookie ?? '', sessionCookieName()));
}

export function cookieOf(header: string, name: string): string | undefined {
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    if (part.slice(0, at).trim() === name) return part.slice(at + 1).trim(); // a token needs no escapes
  }
  return undefined;
}

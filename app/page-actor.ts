import { cookies } from 'next/headers';
import { cache } from 'react';
import { actorOfSession, sessionCookieName } from '@/server/users';

/** Who asks for the page, once a request. Only for pages that are nobody else's: it makes a page uncacheable. */
export const pageActor = cache(async () =>
  actorOfSession((await cookies()).get(sessionCookieName())?.value),
);

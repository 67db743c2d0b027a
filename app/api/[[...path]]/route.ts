import { handle } from 'hono/vercel';
import { api } from '@/server/http/app';

const answerWith = handle(api);

/**
 * The same API that `server/web.ts` answers in production, for `next dev` and hosts that run only Next. Next compresses
 * by itself and drops a `content-encoding` that it did not write, so nothing may come to it compressed.
 */
function answer(request: Request) {
  const headers = new Headers(request.headers);
  headers.delete('accept-encoding');
  return answerWith(new Request(request, { headers }));
}

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };

import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRoute } from '@hono/zod-openapi';
import { clientAddress } from '@/server/platform/address';
import { idSchema } from '@/server/platform/id.schema';
import { seatSnapshotSchema } from '@/server/seats/seats.schema';
import { answers, createApp, idParam } from './openapi';
import { end, flat, headerOf, secureHeaders, sendBody, sendProblem } from './bare';
import { actorOfRequest } from './request-actor';
import { seatsAnswer } from './seats-bytes';
import { takeFlood } from './security';

const getSeats = createRoute({
  method: 'get',
  path: '/schedules/{id}/seats',
  tags: ['seats'],
  summary: 'Every seat’s status as one digit, with the version it is of; brotli for who takes it',
  description:
    'The ETag is the version: with it as If-None-Match the answer is 304 until a seat changes.',
  request: { params: idParam },
  responses: {
    ...answers(seatSnapshotSchema),
    304: { description: 'no seat changed since the version in If-None-Match' },
  },
});

export const seatsRoutes = createApp().openapi(getSeats, async (c) => {
  const { id } = c.req.valid('param');
  const answer = await seatsAnswer(id, (name) => c.req.header(name));
  if (answer.status === 304) return c.body(null, 304, answer.headers);
  return c.body(answer.body, 200, answer.headers) as never;
});

const path = /^\/api\/schedules\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/seats$/i;

/**
 * The same on the bare server: everybody who looks at a sale asks for these bytes, and framing them as Hono does takes several
 * times as long as sending them. False when the request is another one, which Hono answers.
 */
export async function answerSeats(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const found = request.method === 'GET' && path.exec(request.url ?? '');
  const id = found && idSchema.safeParse(found[1]);
  if (!id || !id.success) return false;
  try {
    takeFlood(await actorOfRequest(request), clientAddress(request));
    const { status, headers, body } = await seatsAnswer(id.data, headerOf(request));
    const all = [...flat(headers), ...secureHeaders()];
    if (body) sendBody(response, status, all, body);
    else end(response, status, all);
  } catch (error) {
    sendProblem(response, secureHeaders(), error);
  }
  return true;
}

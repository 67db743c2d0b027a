import { createRoute, z } from '@hono/zod-openapi';
import { deleteDeadLetter, listDeadLetters, replayDeadLetter } from '@/server/outbox';
import {
  deadLetterIdSchema,
  deadLettersQuerySchema,
  deadLettersSchema,
} from '@/server/outbox/dead-letters.schema';
import { answers, createApp, done } from '../openapi';

const tags = ['admin'];
const params = z.object({ id: deadLetterIdSchema });

const list = createRoute({
  method: 'get',
  path: '/admin/dead-letters',
  tags,
  summary: 'Events that a consumer refused for good, newest first',
  request: { query: deadLettersQuerySchema },
  responses: answers(deadLettersSchema.openapi('DeadLetters')),
});

const replay = createRoute({
  method: 'post',
  path: '/admin/dead-letters/{id}/replay',
  tags,
  summary: 'Send the event to the consumers again',
  request: { params },
  responses: done,
});

const remove = createRoute({
  method: 'delete',
  path: '/admin/dead-letters/{id}',
  tags,
  summary: 'Throw the event away; the audit log keeps what it said',
  request: { params },
  responses: done,
});

export const adminDeadLettersRoutes = createApp();
adminDeadLettersRoutes.openapi(list, async (c) =>
  c.json(await listDeadLetters(c.var.actor, c.req.valid('query')), 200),
);
adminDeadLettersRoutes.openapi(replay, async (c) => {
  await replayDeadLetter(c.var.actor, c.req.valid('param').id);
  return c.body(null, 204);
});
adminDeadLettersRoutes.openapi(remove, async (c) => {
  await deleteDeadLetter(c.var.actor, c.req.valid('param').id);
  return c.body(null, 204);
});

import { PassThrough, Readable } from 'node:stream';
import { createRoute } from '@hono/zod-openapi';
import { answers, createApp, idParam } from './openapi';
import { drawKeysSchema } from '@/server/waiting-room/draw/draw.schema';
import { findDrawKeys, type QueueCall, queueCalls, TextFile } from './queue-calls';

const tags = ['waiting room'];

const routeOf = ({ method, path, summary, answer }: QueueCall) =>
  createRoute({
    method,
    path: `/queue/{id}${path}`,
    tags,
    summary,
    request: { params: idParam },
    responses: answer ? answers(answer) : { 204: { description: 'done' } },
  });

export const queueRoutes = createApp();

const keysRoute = createRoute({
  method: 'get',
  path: '/queue/keys',
  tags,
  summary: 'The public keys that draws and receipts are signed with',
  responses: answers(drawKeysSchema),
});
queueRoutes.openapi(keysRoute, (c) => c.json(findDrawKeys(), 200));

for (const call of queueCalls) {
  queueRoutes.openapi(routeOf(call), async (c) => {
    const given = {
      address: c.var.clientAddress,
      header: (name: string) => c.req.header(name),
    };
    const result = await call.run(c.var.actor, c.req.valid('param').id, given);
    c.header('cache-control', 'no-store');
    if (result instanceof TextFile) return c.body(streamOf(result), 200, result.headers) as never;
    return (call.answer ? c.json(result, 200) : c.body(null, 204)) as never;
  });
}

const streamOf = ({ pieces }: TextFile) =>
  Readable.toWeb(
    Readable.from(pieces).pipe(new PassThrough()),
  ) as unknown as ReadableStream<Uint8Array>;

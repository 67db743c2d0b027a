import { PassThrough, Readable } from 'node:stream';
import { createRoute, z } from '@hono/zod-openapi';
import { answers, createApp, idParam } from './openapi';
import { drawKeysSchema } from '@/server/waiting-room/draw/draw.schema';
import { findDrawKeys, type QueueCall, queueCalls, TextFile } from './queue-calls';

const tags = ['waiting room'];

const optional = (what: string) => z.string().optional().describe(what);
const placeHeader = {
  'openrun-place': optional('the join token: brings back a place that a crash lost'),
};
const joinHeaders = {
  ...placeHeader,
  'openrun-proof': optional('the work that `proof_required` asked for'),
  'openrun-code': optional('a presale code'),
};

/** What a page of ours sends along with a call. */
function headersOf({ method, path }: QueueCall) {
  if (path === '/places') return z.object(joinHeaders);
  return z.object(method === 'get' && path === '/places/me' ? placeHeader : {});
}

const routeOf = (call: QueueCall) =>
  createRoute({
    method: call.method,
    path: `/queue/{id}${call.path}`,
    tags,
    summary: call.summary,
    request: { params: idParam, headers: headersOf(call) },
    responses: call.answer ? answers(call.answer) : { 204: { description: 'done' } },
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

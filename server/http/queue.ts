import { createRoute } from '@hono/zod-openapi';
import { answers, createApp, idParam } from './openapi';
import { type QueueCall, queueCalls } from './queue-calls';

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
for (const call of queueCalls) {
  queueRoutes.openapi(routeOf(call), async (c) => {
    const given = {
      address: c.var.clientAddress,
      header: (name: string) => c.req.header(name),
    };
    const result = await call.run(c.var.actor, c.req.valid('param').id, given);
    c.header('cache-control', 'no-store');
    return (call.answer ? c.json(result, 200) : c.body(null, 204)) as never;
  });
}

import { createRoute } from '@hono/zod-openapi';
import { findSnapshot } from '@/server/seats';
import { seatSnapshotSchema } from '@/server/seats/seats.schema';
import { answers, createApp, idParam } from './openapi';

const getSeats = createRoute({
  method: 'get',
  path: '/schedules/{id}/seats',
  tags: ['seats'],
  summary: 'Every seat’s status as one digit, with the version it is of',
  request: { params: idParam },
  responses: answers(seatSnapshotSchema),
});

export const seatsRoutes = createApp().openapi(getSeats, async (c) => {
  const snapshot = await findSnapshot(c.req.valid('param').id);
  const etag = `"${snapshot.version}"`;
  c.header('etag', etag);
  c.header('cache-control', 'no-cache');
  if (c.req.header('if-none-match') === etag) return c.body(null, 304) as never;
  return c.json(snapshot, 200);
});

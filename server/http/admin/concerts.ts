import { createRoute } from '@hono/zod-openapi';
import {
  createConcert,
  deleteConcert,
  listOwnConcerts,
  publishConcert,
  requireOwnConcert,
  unpublishConcert,
  updateConcert,
} from '@/server/concerts';
import {
  adminConcertListSchema,
  adminConcertPageSchema,
  adminConcertSchema,
  concertChangeSchema,
  concertInputSchema,
} from '@/server/concerts/concerts.schema';
import { answers, createApp, done, idParam, jsonBody } from '../openapi';

const tags = ['admin'];
const concert = adminConcertSchema.openapi('AdminConcert');

const list = createRoute({
  method: 'get',
  path: '/admin/concerts',
  tags,
  summary: "One page of an organiser's own concerts, drafts too; an admin sees everybody's",
  request: { query: adminConcertListSchema },
  responses: answers(adminConcertPageSchema.openapi('AdminConcertPage')),
});

const create = createRoute({
  method: 'post',
  path: '/admin/concerts',
  tags,
  summary: 'Make a draft',
  request: jsonBody(concertInputSchema),
  responses: answers(concert, 201),
});

const one = createRoute({
  method: 'get',
  path: '/admin/concerts/{id}',
  tags,
  request: { params: idParam },
  responses: answers(concert),
});

const change = createRoute({
  method: 'patch',
  path: '/admin/concerts/{id}',
  tags,
  summary: 'Change the fields that are given',
  request: { params: idParam, ...jsonBody(concertChangeSchema) },
  responses: answers(concert),
});

const publish = createRoute({
  method: 'post',
  path: '/admin/concerts/{id}/publication',
  tags,
  summary: 'Show it to the public',
  request: { params: idParam },
  responses: answers(concert),
});

const unpublish = createRoute({
  method: 'delete',
  path: '/admin/concerts/{id}/publication',
  tags,
  summary: 'Make it a draft again; refused concert_has_sales once anybody has reserved',
  request: { params: idParam },
  responses: answers(concert),
});

const remove = createRoute({
  method: 'delete',
  path: '/admin/concerts/{id}',
  tags,
  summary: 'Delete it with its schedules; refused concert_has_sales once anybody has reserved',
  request: { params: idParam },
  responses: done,
});

export const adminConcertsRoutes = createApp();
adminConcertsRoutes.openapi(list, async (c) =>
  c.json(await listOwnConcerts(c.var.actor, c.req.valid('query')), 200),
);
adminConcertsRoutes.openapi(create, async (c) =>
  c.json(await createConcert(c.var.actor, c.req.valid('json')), 201),
);
adminConcertsRoutes.openapi(one, async (c) =>
  c.json(await requireOwnConcert(c.var.actor, c.req.valid('param').id), 200),
);
adminConcertsRoutes.openapi(change, async (c) =>
  c.json(await updateConcert(c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
);
adminConcertsRoutes.openapi(publish, async (c) =>
  c.json(await publishConcert(c.var.actor, c.req.valid('param').id), 200),
);
adminConcertsRoutes.openapi(unpublish, async (c) =>
  c.json(await unpublishConcert(c.var.actor, c.req.valid('param').id), 200),
);
adminConcertsRoutes.openapi(remove, async (c) => {
  await deleteConcert(c.var.actor, c.req.valid('param').id);
  return c.body(null, 204);
});

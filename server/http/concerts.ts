import { createRoute } from '@hono/zod-openapi';
import { listConcerts, requireConcert } from '@/server/concerts';
import {
  concertListSchema,
  concertPageSchema,
  concertSchema,
} from '@/server/concerts/concerts.schema';
import { answers, createApp, idParam } from './openapi';

const tags = ['catalogue'];

const list = createRoute({
  method: 'get',
  path: '/concerts',
  tags,
  summary: 'One page of published concerts: by words, days and sale',
  request: { query: concertListSchema },
  responses: answers(concertPageSchema.openapi('ConcertPage')),
});

const one = createRoute({
  method: 'get',
  path: '/concerts/{id}',
  tags,
  summary: 'A published concert',
  request: { params: idParam },
  responses: answers(concertSchema.openapi('Concert')),
});

export const concertsRoutes = createApp();
concertsRoutes.openapi(list, async (c) => c.json(await listConcerts(c.req.valid('query')), 200));
concertsRoutes.openapi(one, async (c) =>
  c.json(await requireConcert(c.req.valid('param').id), 200),
);

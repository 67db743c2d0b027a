import { createRoute } from '@hono/zod-openapi';
import { findSale } from '@/server/schedules';
import { saleSchema } from '@/server/schedules/schedules.schema';
import { answers, createApp, idParam } from '../openapi';

const sale = createRoute({
  method: 'get',
  path: '/admin/schedules/{id}/sale',
  tags: ['admin'],
  summary: 'The sale as it goes: line, seats, money, and what staff did to it',
  request: { params: idParam },
  responses: answers(saleSchema.openapi('Sale')),
});

export const adminSaleRoutes = createApp();
adminSaleRoutes.openapi(sale, async (c) =>
  c.json(await findSale(c.var.actor, c.req.valid('param').id), 200),
);

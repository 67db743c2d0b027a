import { createRoute } from '@hono/zod-openapi';
import {
  admitTicket,
  countDoor,
  findTicket,
  listDoors,
  listTickets,
  ticketPublicKey,
} from '@/server/tickets';
import {
  admissionInputSchema,
  admissionSchema,
  doorCountSchema,
  doorsSchema,
  ticketPublicKeySchema,
  ticketsQuerySchema,
  ticketsSchema,
  ticketWithCodeSchema,
} from '@/server/tickets/tickets.schema';
import { answers, createApp, idParam, jsonBody } from './openapi';

const tags = ['tickets'];

export const ticketsRoutes = createApp()
  .openapi(
    createRoute({
      method: 'get',
      path: '/tickets',
      tags,
      request: { query: ticketsQuerySchema },
      responses: answers(ticketsSchema),
    }),
    async (c) => c.json(await listTickets(c.var.actor, c.req.valid('query')), 200),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/tickets/public-key',
      tags,
      summary: 'Verifies the codes of tickets, offline too',
      responses: answers(ticketPublicKeySchema),
    }),
    (c) => c.json(ticketPublicKey(), 200, { 'cache-control': 'public, max-age=3600' }),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/tickets/{id}',
      tags,
      request: { params: idParam },
      responses: answers(ticketWithCodeSchema),
    }),
    async (c) => c.json(await findTicket(c.var.actor, c.req.valid('param').id), 200),
  )
  .openapi(
    createRoute({ method: 'get', path: '/doors', tags, responses: answers(doorsSchema) }),
    async (c) => c.json({ doors: await listDoors(c.var.actor) }, 200),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/doors/{id}',
      tags,
      request: { params: idParam },
      responses: answers(doorCountSchema),
    }),
    async (c) => c.json(await countDoor(c.var.actor, c.req.valid('param').id), 200),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/doors/{id}/admissions',
      tags,
      summary: 'Lets the holder of a ticket in, once; staff only',
      request: { params: idParam, ...jsonBody(admissionInputSchema) },
      responses: answers(admissionSchema, 201),
    }),
    async (c) => {
      const scheduleId = c.req.valid('param').id;
      const admission = await admitTicket(c.var.actor, { scheduleId, ...c.req.valid('json') });
      return c.json(admission, 201);
    },
  );

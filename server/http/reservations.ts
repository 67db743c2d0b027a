import { createRoute } from '@hono/zod-openapi';
import { requireAccount } from '@/server/platform/actor';
import { idempotencyOf } from '@/server/platform/idempotency';
import {
  findReservation,
  listReservations,
  reserveHold,
  reserveSeats,
} from '@/server/reservations';
import {
  reservationSchema,
  reservationsPageSchema,
  reservationsQuerySchema,
  reserveSchema,
} from '@/server/reservations/reservations.schema';
import { measured } from './measured';
import { answers, createApp, idParam, jsonBody } from './openapi';
import { passOf, withPassHeader } from './pass';

const tags = ['reservations'];

const postReservation = createRoute({
  method: 'post',
  path: '/reservations',
  tags,
  middleware: measured('reservations'),
  summary: 'Turn a hold into a reservation that waits for its payment',
  description:
    'While the seats’ server is away (`seats_away`), a schedule of `seatsAwayMode` `degraded` takes seats without a hold.',
  request: { headers: withPassHeader, ...jsonBody(reserveSchema) },
  responses: answers(reservationSchema, 201),
});

const getReservations = createRoute({
  method: 'get',
  path: '/reservations',
  tags,
  request: { query: reservationsQuerySchema },
  responses: answers(reservationsPageSchema),
});

const getReservation = createRoute({
  method: 'get',
  path: '/reservations/{id}',
  tags,
  request: { params: idParam },
  responses: answers(reservationSchema),
});

export const reservationsRoutes = createApp()
  .openapi(postReservation, async (c) => {
    const account = requireAccount(c.var.actor);
    const input = c.req.valid('json');
    const { 'idempotency-key': key, 'openrun-pass': token } = c.req.valid('header');
    const idempotency = idempotencyOf(account, 'POST', '/reservations', key, input);
    if ('holdId' in input)
      return c.json(await reserveHold(account, { ...input, idempotency }), 201);
    const pass = passOf(token, account, input.scheduleId);
    return c.json(await reserveSeats(account, { ...input, pass, idempotency }), 201);
  })
  .openapi(getReservations, async (c) =>
    c.json(await listReservations(c.var.actor, c.req.valid('query')), 200),
  )
  .openapi(getReservation, async (c) =>
    c.json(await findReservation(c.var.actor, c.req.valid('param').id), 200),
  );

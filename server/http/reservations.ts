import { createRoute, z } from '@hono/zod-openapi';
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
import { answers, createApp, idParam } from './openapi';
import { passOf, withPassHeader } from './pass';
import { definePurchaseCall } from './purchase-call';

const tags = ['reservations'];

export const reserveCall = definePurchaseCall({
  path: '/reservations',
  measure: 'reservations',
  tags,
  summary: 'Turn a hold into a reservation that waits for its payment',
  description:
    'While the seats’ server is away (`seats_away`), a schedule of `seatsAwayMode` `degraded` takes seats without a hold.',
  params: z.object({}),
  headers: withPassHeader,
  body: reserveSchema,
  answer: reservationSchema,
  async run(actor, { headers: { 'idempotency-key': key, 'openrun-pass': token }, body }) {
    const account = requireAccount(actor);
    const idempotency = idempotencyOf(account, 'POST', '/reservations', key, body);
    if ('holdId' in body) return reserveHold(account, { ...body, idempotency });
    const pass = passOf(token, account, body.scheduleId);
    return reserveSeats(account, { ...body, pass, idempotency });
  },
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

export const reservationsRoutes = createApp();
reserveCall.mount(reservationsRoutes);
reservationsRoutes
  .openapi(getReservations, async (c) =>
    c.json(await listReservations(c.var.actor, c.req.valid('query')), 200),
  )
  .openapi(getReservation, async (c) =>
    c.json(await findReservation(c.var.actor, c.req.valid('param').id), 200),
  );

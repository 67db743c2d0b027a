import { createRoute } from '@hono/zod-openapi';
import { requireAccount } from '@/server/platform/actor';
import { idempotencyOf } from '@/server/platform/idempotency';
import { cancelReservation, quoteCancellation } from '@/server/reservations';
import {
  cancellationInputSchema,
  cancellationQuoteSchema,
  cancellationSchema,
} from '@/server/reservations/cancellation.schema';
import { answers, createApp, idempotencyHeader, idParam, jsonBody } from './openapi';

const tags = ['reservations'];
const path = '/reservations/{id}/cancellation';

const quote = createRoute({
  method: 'get',
  path,
  tags,
  summary: 'What cancelling now would cost and give back',
  request: { params: idParam },
  responses: answers(cancellationQuoteSchema.openapi('CancellationQuote')),
});

const cancel = createRoute({
  method: 'post',
  path,
  tags,
  summary: 'Cancel, and have back what was paid less the fee',
  request: { params: idParam, headers: idempotencyHeader, ...jsonBody(cancellationInputSchema) },
  responses: answers(cancellationSchema.openapi('Cancellation'), 201),
});

export const cancellationsRoutes = createApp();
cancellationsRoutes.openapi(quote, async (c) =>
  c.json(await quoteCancellation(c.var.actor, c.req.valid('param').id), 200),
);
cancellationsRoutes.openapi(cancel, async (c) => {
  const account = requireAccount(c.var.actor);
  const reservationId = c.req.valid('param').id;
  const input = c.req.valid('json');
  const route = `/reservations/${reservationId}/cancellation`;
  const key = c.req.valid('header')['idempotency-key'];
  const idempotency = idempotencyOf(account, 'POST', route, key, input);
  return c.json(await cancelReservation(account, { ...input, reservationId, idempotency }), 201);
});

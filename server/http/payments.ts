import { createRoute } from '@hono/zod-openapi';
import { findPayment, payReservation } from '@/server/payments';
import { paymentSchema, paySchema } from '@/server/payments/payments.schema';
import { requireAccount } from '@/server/platform/actor';
import { idempotencyOf } from '@/server/platform/idempotency';
import { measured } from './measured';
import { answers, createApp, idempotencyHeader, idParam, jsonBody } from './openapi';

const tags = ['payments'];

const postPayment = createRoute({
  method: 'post',
  path: '/payments',
  tags,
  middleware: measured('payments'),
  summary: 'Pay a reservation; the tickets are in the answer',
  request: { headers: idempotencyHeader, ...jsonBody(paySchema) },
  responses: answers(paymentSchema, 201),
});

const getPayment = createRoute({
  method: 'get',
  path: '/payments/{id}',
  tags,
  request: { params: idParam },
  responses: answers(paymentSchema),
});

export const paymentsRoutes = createApp()
  .openapi(postPayment, async (c) => {
    const account = requireAccount(c.var.actor);
    const input = c.req.valid('json');
    const key = c.req.valid('header')['idempotency-key'];
    const idempotency = idempotencyOf(account, 'POST', '/payments', key, input);
    return c.json(await payReservation(account, { ...input, idempotency }), 201);
  })
  .openapi(getPayment, async (c) =>
    c.json(await findPayment(c.var.actor, c.req.valid('param').id), 200),
  );

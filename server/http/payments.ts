import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { confirmCardPayment, findPayment, payReservation, takeHint } from '@/server/payments';
import {
  confirmationSchema,
  hintSchema,
  paymentSchema,
  paySchema,
} from '@/server/payments/payments.schema';
import { requireAccount } from '@/server/platform/actor';
import { idempotencyOf } from '@/server/platform/idempotency';
import { tokenBucket } from '@/server/platform/rate-limit';
import { answers, createApp, idempotencyHeader, idParam, jsonBody } from './openapi';
import { definePurchaseCall } from './purchase-call';

const tags = ['payments'];

export const payCall = definePurchaseCall({
  path: '/payments',
  measure: 'payments',
  tags,
  summary:
    'Pay a reservation: from the wallet the tickets are in the answer, by card where to go on',
  params: z.object({}),
  headers: idempotencyHeader,
  body: paySchema,
  answer: paymentSchema,
  async run(actor, { headers, body }) {
    const account = requireAccount(actor);
    const key = headers['idempotency-key'];
    const idempotency = idempotencyOf(account, 'POST', '/payments', key, body);
    return payReservation(account, { ...body, idempotency });
  },
});

const getPayment = createRoute({
  method: 'get',
  path: '/payments/{id}',
  tags,
  request: { params: idParam },
  responses: answers(paymentSchema),
});

const postConfirmation = createRoute({
  method: 'post',
  path: '/payments/{id}/confirmation',
  tags,
  summary: 'Have a card payment taken that was authenticated at the gateway',
  description: 'CONFIRMING: the gateway has not said yet; ask for the payment until it is settled.',
  request: { params: idParam, headers: idempotencyHeader, ...jsonBody(confirmationSchema) },
  responses: answers(paymentSchema),
});

const postHint = createRoute({
  method: 'post',
  path: '/payments/webhooks/{provider}',
  tags,
  summary:
    'For gateways: something happened to an order. A hint only: what, is fetched from the gateway',
  request: {
    params: z.object({ provider: z.string().max(40) }),
    ...jsonBody(hintSchema),
  },
  responses: answers(z.object({})),
});

/** Hints carry no signature, and each makes us ask the gateway: more than this is no gateway's. */
const hintFlood = tokenBucket(50, 500);

export const paymentsRoutes = createApp();
payCall.mount(paymentsRoutes);
paymentsRoutes
  .openapi(getPayment, async (c) =>
    c.json(await findPayment(c.var.actor, c.req.valid('param').id), 200),
  )
  .openapi(postConfirmation, async (c) => {
    const account = requireAccount(c.var.actor);
    const paymentId = c.req.valid('param').id;
    const input = c.req.valid('json');
    const key = c.req.valid('header')['idempotency-key'];
    const route = `/payments/${paymentId}/confirmation`;
    const idempotency = idempotencyOf(account, 'POST', route, key, input);
    return c.json(await confirmCardPayment(account, { ...input, paymentId, idempotency }), 200);
  })
  .openapi(postHint, async (c) => {
    hintFlood.take(c.var.clientAddress);
    await takeHint(c.req.valid('param').provider, c.req.valid('json'));
    return c.json({}, 200);
  });

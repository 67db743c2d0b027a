import { createRoute, z } from '@hono/zod-openapi';
import { findHold, findOwnHold, holdSeats, releaseHold } from '@/server/holds';
import { holdIdSchema, holdSchema, holdSeatsSchema } from '@/server/holds/holds.schema';
import { requireAccount, type Account } from '@/server/platform/actor';
import { idempotencyOf } from '@/server/platform/idempotency';
import { Refusal } from '@/server/platform/refusal';
import { seatIdSchema } from '@/server/seats/seats.schema';
import { answers, createApp, idParam } from './openapi';
import { passOf, withPassHeader } from './pass';
import { definePurchaseCall } from './purchase-call';

const tags = ['holds'];
const holdParam = z.object({ id: holdIdSchema });
const heldSeatParam = holdParam.extend({ seatId: z.coerce.number().pipe(seatIdSchema) });

export const holdCall = definePurchaseCall({
  path: '/schedules/{id}/holds',
  measure: 'holds',
  tags,
  summary: 'Hold seats, all or none; they join the hold that you already have',
  params: idParam,
  headers: withPassHeader,
  body: holdSeatsSchema,
  answer: holdSchema,
  async run(actor, { params: { id: scheduleId }, headers, body: input }) {
    const account = requireAccount(actor);
    const route = `/schedules/${scheduleId}/holds`;
    const idempotency = idempotencyOf(account, 'POST', route, headers['idempotency-key'], input);
    const passId = requirePassId(headers['openrun-pass'], account, scheduleId);
    return holdSeats(account, { scheduleId, passId, input, idempotency });
  },
});

const getOwnHold = createRoute({
  method: 'get',
  path: '/schedules/{id}/holds/me',
  tags,
  request: { params: idParam },
  responses: answers(z.object({ hold: holdSchema.nullable() })),
});

const getHold = createRoute({
  method: 'get',
  path: '/holds/{id}',
  tags,
  request: { params: holdParam },
  responses: answers(holdSchema),
});

const released = { 204: { description: 'released' } };

const deleteHold = createRoute({
  method: 'delete',
  path: '/holds/{id}',
  tags,
  request: { params: holdParam },
  responses: { ...answers(holdSchema), ...released },
});

const deleteHeldSeat = createRoute({
  method: 'delete',
  path: '/holds/{id}/seats/{seatId}',
  tags,
  request: { params: heldSeatParam },
  responses: { ...answers(holdSchema), ...released },
});

/** Whether the pass still lives is Redis's to say. */
function requirePassId(token: string | undefined, account: Account, scheduleId: string): string {
  const pass = passOf(token, account, scheduleId);
  if (!pass) throw new Refusal('pass_required');
  return pass.passId;
}

export const holdsRoutes = createApp();
holdCall.mount(holdsRoutes);
holdsRoutes
  .openapi(getOwnHold, async (c) =>
    c.json({ hold: await findOwnHold(c.var.actor, c.req.valid('param').id) }, 200),
  )
  .openapi(getHold, async (c) => c.json(await findHold(c.var.actor, c.req.valid('param').id), 200))
  .openapi(deleteHold, async (c) => {
    await releaseHold(c.var.actor, c.req.valid('param').id);
    return c.body(null, 204);
  })
  .openapi(deleteHeldSeat, async (c) => {
    const { id, seatId } = c.req.valid('param');
    await releaseHold(c.var.actor, id, seatId);
    return c.body(null, 204);
  });

import { createRoute, z } from '@hono/zod-openapi';
import { findHold, findOwnHold, holdSeats, releaseHold } from '@/server/holds';
import { holdIdSchema, holdSchema, holdSeatsSchema } from '@/server/holds/holds.schema';
import { requireAccount, type Account } from '@/server/platform/actor';
import { idempotencyOf } from '@/server/platform/idempotency';
import { Refusal } from '@/server/platform/refusal';
import { seatIdSchema } from '@/server/seats/seats.schema';
import { measured } from './measured';
import { answers, createApp, idParam, jsonBody } from './openapi';
import { passOf, withPassHeader } from './pass';

const tags = ['holds'];
const holdParam = z.object({ id: holdIdSchema });
const heldSeatParam = holdParam.extend({ seatId: z.coerce.number().pipe(seatIdSchema) });

const postHold = createRoute({
  method: 'post',
  path: '/schedules/{id}/holds',
  tags,
  middleware: measured('holds'),
  summary: 'Hold seats, all or none; they join the hold that you already have',
  request: { params: idParam, headers: withPassHeader, ...jsonBody(holdSeatsSchema) },
  responses: answers(holdSchema, 201),
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

export const holdsRoutes = createApp()
  .openapi(postHold, async (c) => {
    const account = requireAccount(c.var.actor);
    const { id: scheduleId } = c.req.valid('param');
    const headers = c.req.valid('header');
    const input = c.req.valid('json');
    const route = `/schedules/${scheduleId}/holds`;
    const idempotency = idempotencyOf(account, 'POST', route, headers['idempotency-key'], input);
    const passId = requirePassId(headers['openrun-pass'], account, scheduleId);
    return c.json(await holdSeats(account, { scheduleId, passId, input, idempotency }), 201);
  })
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

import { createRoute } from '@hono/zod-openapi';
import { requireStaff } from '@/server/platform/actor';
import { idempotencyOf } from '@/server/platform/idempotency';
import { cancelReservationAsStaff, listStaffReservations } from '@/server/reservations';
import {
  cancellationSchema,
  staffCancellationInputSchema,
} from '@/server/reservations/cancellation.schema';
import {
  staffReservationsQuerySchema,
  staffReservationsSchema,
} from '@/server/reservations/staff-reservations.schema';
import { answers, createApp, idempotencyHeader, idParam, jsonBody } from '../openapi';

const tags = ['admin'];

const list = createRoute({
  method: 'get',
  path: '/admin/reservations',
  tags,
  summary: 'Reservations of the concerts that the actor may steer, newest first',
  request: { query: staffReservationsQuerySchema },
  responses: answers(staffReservationsSchema.openapi('StaffReservations')),
});

const cancel = createRoute({
  method: 'post',
  path: '/admin/reservations/{id}/cancellation',
  tags,
  summary: 'Cancel somebody’s reservation without a fee',
  request: {
    params: idParam,
    headers: idempotencyHeader,
    ...jsonBody(staffCancellationInputSchema),
  },
  responses: answers(cancellationSchema.openapi('StaffCancellation'), 201),
});

export const adminReservationsRoutes = createApp();
adminReservationsRoutes.openapi(list, async (c) =>
  c.json(await listStaffReservations(c.var.actor, c.req.valid('query')), 200),
);
adminReservationsRoutes.openapi(cancel, async (c) => {
  const staff = requireStaff(c.var.actor);
  const reservationId = c.req.valid('param').id;
  const input = c.req.valid('json');
  const route = `/admin/reservations/${reservationId}/cancellation`;
  const key = c.req.valid('header')['idempotency-key'];
  const idempotency = idempotencyOf(staff, 'POST', route, key, input);
  const command = { ...input, reservationId, idempotency };
  return c.json(await cancelReservationAsStaff(staff, command), 201);
});

import { createRoute } from '@hono/zod-openapi';
import { requireStaff } from '@/server/platform/actor';
import { idempotencyOf } from '@/server/platform/idempotency';
import {
  cancelSchedule,
  createPresaleCodes,
  createSchedule,
  deleteSchedule,
  findLayoutSections,
  listLayoutChoices,
  listOwnSchedules,
  requireOwnSchedule,
  requireScheduleCancellation,
  updateSchedule,
} from '@/server/schedules';
import {
  cancelledScheduleSchema,
  scheduleCancellationInputSchema,
  scheduleCancellationSchema,
} from '@/server/schedules/cancellation.schema';
import {
  adminScheduleListSchema,
  adminScheduleSchema,
  layoutChoicesSchema,
  layoutSectionsSchema,
  presaleCodesInputSchema,
  presaleCodesSchema,
  scheduleChangeSchema,
  scheduleInputSchema,
} from '@/server/schedules/schedules.schema';
import { answers, createApp, done, idempotencyHeader, idParam, jsonBody } from '../openapi';

const tags = ['admin'];
const schedule = adminScheduleSchema.openapi('AdminSchedule');

const layouts = createRoute({
  method: 'get',
  path: '/admin/layouts',
  tags,
  summary: 'The halls a schedule can be made for, and the grades that want a price',
  responses: answers(layoutChoicesSchema.openapi('LayoutChoices')),
});

const sections = createRoute({
  method: 'get',
  path: '/admin/layouts/{id}/sections',
  tags,
  summary: 'What the seats of a hall are called, to say which are not for sale',
  request: { params: idParam },
  responses: answers(layoutSectionsSchema.openapi('LayoutSections')),
});

const ofConcert = createRoute({
  method: 'get',
  path: '/admin/concerts/{id}/schedules',
  tags,
  request: { params: idParam },
  responses: answers(adminScheduleListSchema.openapi('AdminScheduleList')),
});

const create = createRoute({
  method: 'post',
  path: '/admin/schedules',
  tags,
  summary: 'Add a performance to a concert',
  request: jsonBody(scheduleInputSchema),
  responses: answers(schedule, 201),
});

const one = createRoute({
  method: 'get',
  path: '/admin/schedules/{id}',
  tags,
  request: { params: idParam },
  responses: answers(schedule),
});

const change = createRoute({
  method: 'patch',
  path: '/admin/schedules/{id}',
  tags,
  summary: 'Change the fields that are given; pausing, rate and capacity want a reason',
  request: { params: idParam, ...jsonBody(scheduleChangeSchema) },
  responses: answers(schedule),
});

const remove = createRoute({
  method: 'delete',
  path: '/admin/schedules/{id}',
  tags,
  summary: 'Refused schedule_has_sales once anybody has reserved',
  request: { params: idParam },
  responses: done,
});

const presaleCodes = createRoute({
  method: 'post',
  path: '/admin/schedules/{id}/presale-codes',
  tags,
  summary: 'Make codes for the presale lane; they are answered once and kept as hashes',
  request: { params: idParam, ...jsonBody(presaleCodesInputSchema) },
  responses: answers(presaleCodesSchema.openapi('PresaleCodes'), 201),
});

const cancel = createRoute({
  method: 'post',
  path: '/admin/schedules/{id}/cancellation',
  tags,
  summary: 'Cancel the show for good: its sale ends, and everybody is refunded in full',
  request: {
    params: idParam,
    headers: idempotencyHeader,
    ...jsonBody(scheduleCancellationInputSchema),
  },
  responses: answers(cancelledScheduleSchema.openapi('CancelledSchedule'), 201),
});

const cancellation = createRoute({
  method: 'get',
  path: '/admin/schedules/{id}/cancellation',
  tags,
  summary: 'How far the refunds of a cancelled show are',
  request: { params: idParam },
  responses: answers(scheduleCancellationSchema.openapi('ScheduleCancellation')),
});

export const adminSchedulesRoutes = createApp();
adminSchedulesRoutes.openapi(layouts, async (c) =>
  c.json({ layouts: await listLayoutChoices(c.var.actor) }, 200),
);
adminSchedulesRoutes.openapi(sections, async (c) =>
  c.json(await findLayoutSections(c.var.actor, c.req.valid('param').id), 200),
);
adminSchedulesRoutes.openapi(ofConcert, async (c) =>
  c.json({ schedules: await listOwnSchedules(c.var.actor, c.req.valid('param').id) }, 200),
);
adminSchedulesRoutes.openapi(create, async (c) =>
  c.json(await createSchedule(c.var.actor, c.req.valid('json')), 201),
);
adminSchedulesRoutes.openapi(one, async (c) =>
  c.json(await requireOwnSchedule(c.var.actor, c.req.valid('param').id), 200),
);
adminSchedulesRoutes.openapi(change, async (c) =>
  c.json(await updateSchedule(c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
);
adminSchedulesRoutes.openapi(remove, async (c) => {
  await deleteSchedule(c.var.actor, c.req.valid('param').id);
  return c.body(null, 204);
});
adminSchedulesRoutes.openapi(presaleCodes, async (c) => {
  c.header('cache-control', 'no-store');
  const { id } = c.req.valid('param');
  return c.json(await createPresaleCodes(c.var.actor, id, c.req.valid('json')), 201);
});
adminSchedulesRoutes.openapi(cancel, async (c) => {
  const staff = requireStaff(c.var.actor);
  const scheduleId = c.req.valid('param').id;
  const input = c.req.valid('json');
  const route = `/admin/schedules/${scheduleId}/cancellation`;
  const key = c.req.valid('header')['idempotency-key'];
  const idempotency = idempotencyOf(staff, 'POST', route, key, input);
  return c.json(await cancelSchedule(staff, { ...input, scheduleId, idempotency }), 201);
});
adminSchedulesRoutes.openapi(cancellation, async (c) =>
  c.json(await requireScheduleCancellation(c.var.actor, c.req.valid('param').id), 200),
);

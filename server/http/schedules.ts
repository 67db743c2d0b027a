import { createRoute } from '@hono/zod-openapi';
import { listSchedules, requireSchedule } from '@/server/schedules';
import { scheduleDetailSchema, scheduleListSchema } from '@/server/schedules/schedules.schema';
import { answers, createApp, idParam } from './openapi';

const tags = ['catalogue'];

const ofConcert = createRoute({
  method: 'get',
  path: '/concerts/{id}/schedules',
  tags,
  summary: 'The schedules of a published concert, with seats left by grade',
  request: { params: idParam },
  responses: answers(scheduleListSchema.openapi('ScheduleList')),
});

const one = createRoute({
  method: 'get',
  path: '/schedules/{id}',
  tags,
  summary: 'A schedule of a published concert, with seats left by grade',
  request: { params: idParam },
  responses: answers(scheduleDetailSchema.openapi('Schedule')),
});

export const schedulesRoutes = createApp();
schedulesRoutes.openapi(ofConcert, async (c) =>
  c.json({ schedules: await listSchedules(c.req.valid('param').id) }, 200),
);
schedulesRoutes.openapi(one, async (c) =>
  c.json(await requireSchedule(c.req.valid('param').id), 200),
);

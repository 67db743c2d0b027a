import { createRoute, z } from '@hono/zod-openapi';
import { changeRole, listPeople, presentPerson } from '@/server/users';
import { peopleInput, peopleView, personView, roleInput } from '@/server/users/users.schema';
import { answers, createApp, idParam, jsonBody } from './openapi';

const getPeople = createRoute({
  method: 'get',
  path: '/admin/people',
  tags: ['admin'],
  summary: 'Accounts by a piece of name or e-mail and by role, newest first',
  request: { query: peopleInput },
  responses: answers(peopleView),
});

const patchPerson = createRoute({
  method: 'patch',
  path: '/admin/people/{id}',
  tags: ['admin'],
  summary: 'Give an account a role',
  request: { params: idParam, ...jsonBody(roleInput) },
  responses: answers(z.object({ person: personView })),
});

export const peopleRoutes = createApp();

peopleRoutes.openapi(getPeople, async (c) => {
  const { rows, total, page, pages } = await listPeople(c.var.actor, c.req.valid('query'));
  return c.json({ people: rows.map(presentPerson), total, page, pages }, 200);
});

peopleRoutes.openapi(patchPerson, async (c) => {
  const row = await changeRole(c.var.actor, c.req.valid('param').id, c.req.valid('json').role);
  return c.json({ person: presentPerson(row) }, 200);
});

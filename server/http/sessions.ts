import { createRoute } from '@hono/zod-openapi';
import { presentAccount, sessionClaims, sessionSeconds, signIn, signSession } from '@/server/users';
import { sessionView, signInInput } from '@/server/users/users.schema';
import { answers, createApp, jsonBody } from './openapi';

const createSession = createRoute({
  method: 'post',
  path: '/sessions',
  tags: ['users'],
  summary: 'E-mail and password for a bearer token, for API clients',
  request: jsonBody(signInInput),
  responses: answers(sessionView, 201),
});

export const sessionsRoutes = createApp();

sessionsRoutes.openapi(createSession, async (c) => {
  const row = await signIn(c.req.valid('json'), c.var.clientAddress);
  const nowMs = Date.now();
  const expiresAt = new Date(nowMs + sessionSeconds * 1_000).toISOString();
  const token = signSession(sessionClaims(row), nowMs);
  c.header('cache-control', 'no-store');
  return c.json({ token, expiresAt, account: presentAccount(row) }, 201);
});

import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import {
  askPasswordReset,
  findOwnAccount,
  presentAccount,
  resendVerification,
  resetPassword,
  sessionClaims,
  sessionSaysStill,
  signSession,
  signUp,
  updateOwnProfile,
  verifyEmail,
  type AccountRow,
} from '@/server/users';
import {
  accountView,
  passwordInput,
  passwordResetInput,
  profileInput,
  signUpInput,
  verificationInput,
} from '@/server/users/users.schema';
import { sessionTokenOf } from './actor';
import { answers, createApp, jsonBody, type AppEnv } from './openapi';
import { setSessionCookie } from './session-cookie';

const account = z.object({ account: accountView });

const createUser = createRoute({
  method: 'post',
  path: '/users',
  tags: ['users'],
  summary: 'Sign up; a verification link follows by e-mail',
  request: jsonBody(signUpInput),
  responses: answers(account, 201),
});

const getMe = createRoute({
  method: 'get',
  path: '/users/me',
  tags: ['users'],
  summary: 'Who the asker is; null for nobody',
  responses: answers(z.object({ account: accountView.nullable() })),
});

const patchMe = createRoute({
  method: 'patch',
  path: '/users/me',
  tags: ['users'],
  summary: 'Change the own name or language',
  request: jsonBody(profileInput),
  responses: answers(account),
});

const postVerification = createRoute({
  method: 'post',
  path: '/users/me/verification',
  tags: ['users'],
  summary: 'Mail another verification link',
  responses: { 202: { description: 'on its way' } },
});

const postVerifications = createRoute({
  method: 'post',
  path: '/users/verifications',
  tags: ['users'],
  summary: 'Verify an e-mail by the token of its link',
  request: jsonBody(verificationInput),
  responses: answers(account),
});

const postPasswordResets = createRoute({
  method: 'post',
  path: '/users/password-resets',
  tags: ['users'],
  summary:
    'Mail a link to set a new password; answers the same whether or not the e-mail has an account',
  request: jsonBody(passwordResetInput),
  responses: { 202: { description: 'on its way, if the e-mail has an account' } },
});

const postPasswords = createRoute({
  method: 'post',
  path: '/users/passwords',
  tags: ['users'],
  summary: 'Set a new password by the token of a mailed link; sessions from before end',
  request: jsonBody(passwordInput),
  responses: answers(account),
});

export const usersRoutes = createApp();

usersRoutes.openapi(createUser, async (c) => {
  const row = await signUp(c.req.valid('json'), c.var.clientAddress);
  return c.json({ account: presentAccount(row) }, 201);
});

usersRoutes.openapi(getMe, async (c) => {
  const row = await findOwnAccount(c.var.actor);
  if (row) refreshCookie(c, row);
  c.header('cache-control', 'private, no-store');
  return c.json({ account: row && presentAccount(row) }, 200);
});

usersRoutes.openapi(patchMe, async (c) => {
  const row = await updateOwnProfile(c.var.actor, c.req.valid('json'));
  refreshCookie(c, row);
  return c.json({ account: presentAccount(row) }, 200);
});

usersRoutes.openapi(postVerification, async (c) => {
  await resendVerification(c.var.actor);
  return c.body(null, 202);
});

usersRoutes.openapi(postVerifications, async (c) => {
  const row = await verifyEmail(c.req.valid('json').token);
  refreshCookie(c, row);
  return c.json({ account: presentAccount(row) }, 200);
});

usersRoutes.openapi(postPasswordResets, async (c) => {
  await askPasswordReset(c.req.valid('json').email, c.var.clientAddress);
  return c.body(null, 202);
});

usersRoutes.openapi(postPasswords, async (c) => {
  const row = await resetPassword(c.req.valid('json'));
  return c.json({ account: presentAccount(row) }, 200);
});

/** A cookie that says something else of this account than it is now (a role, a verified e-mail) is written anew. */
function refreshCookie(c: Context<AppEnv>, row: AccountRow): void {
  const { token, from } = sessionTokenOf(c);
  if (from !== 'cookie' || sessionSaysStill(token, row)) return;
  setSessionCookie(c, signSession(sessionClaims(row)));
}

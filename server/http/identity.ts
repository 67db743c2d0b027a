import { createRoute, z } from '@hono/zod-openapi';
import {
  beginIdentityCheck,
  findOwnIdentity,
  finishIdentityCheck,
  identityProvider,
  signSandboxResult,
} from '@/server/users';
import { identityCheckSchema, identitySchema } from '@/server/users/identity.schema';
import { Refusal } from '@/server/platform/refusal';
import { answers, createApp } from './openapi';

const tags = ['users'];

const getIdentity = createRoute({
  method: 'get',
  path: '/users/me/identity',
  tags,
  summary: 'Whether my identity is verified, and by whom',
  responses: answers(identitySchema),
});

const postCheck = createRoute({
  method: 'post',
  path: '/users/me/identity',
  tags,
  summary: 'Begin an identity check; gives the page of the provider, which leads back here',
  responses: answers(identityCheckSchema, 201),
});

const getCallback = createRoute({
  method: 'get',
  path: '/users/me/identity/callback',
  tags,
  summary: 'Where the provider sends a person back with its signed result, which counts once',
  request: { query: z.object({ result: z.string().max(2_000) }) },
  responses: { 303: { description: 'to the page that says how it went' } },
});

export const identityRoutes = createApp();

identityRoutes.openapi(getIdentity, async (c) => {
  c.header('cache-control', 'no-store');
  return c.json(await findOwnIdentity(c.var.actor), 200);
});

identityRoutes.openapi(postCheck, async (c) => c.json(await beginIdentityCheck(c.var.actor), 201));

identityRoutes.openapi(getCallback, async (c) => {
  c.header('referrer-policy', 'no-referrer');
  try {
    await finishIdentityCheck(c.var.actor, c.req.valid('query').result);
    return c.redirect('/my?identity=done', 303);
  } catch (error) {
    if (error instanceof Refusal) return c.redirect(`/my?identity=${error.code}`, 303);
    throw error;
  }
});

const sandboxInput = z.object({
  check: z.uuid(),
  name: z.string().trim().min(1).max(50),
  birthDate: z.iso.date(),
  phone: z.string().regex(/^[\d -]{9,15}$/),
});

const requireSandbox = () => {
  if (identityProvider()?.name !== 'sandbox') throw new Refusal('not_found');
};

/** The stand-in provider's two pages, outside of our API: plain forms, as bare as a sandbox should look. */
identityRoutes.get('/identity-sandbox', (c) => {
  requireSandbox();
  const check = z.uuid().safeParse(c.req.query('check'));
  if (!check.success) throw new Refusal('not_found');
  return c.html(`<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>본인 확인 연습</title>
<meta name="viewport" content="width=device-width,initial-scale=1"></head><body><main>
<h1>본인 확인 연습 · Identity sandbox</h1>
<p>실제 확인이 아니에요. 같은 내용을 적으면 같은 사람으로 여겨요. Nothing is checked: the same words are the same person.</p>
<form method="post"><input type="hidden" name="check" value="${check.data}">
<p><label>이름 · Name<br><input name="name" required maxlength="50" autocomplete="name"></label></p>
<p><label>생년월일 · Date of birth<br><input name="birthDate" type="date" required autocomplete="bday"></label></p>
<p><label>휴대폰 번호 · Phone<br><input name="phone" type="tel" required pattern="[0-9 \\-]{9,15}" autocomplete="tel"></label></p>
<p><button>확인 · Confirm</button></p></form></main></body></html>`);
});

identityRoutes.post('/identity-sandbox', async (c) => {
  requireSandbox();
  const given = sandboxInput.safeParse(await c.req.parseBody());
  if (!given.success) throw new Refusal('invalid_input');
  const { check, ...person } = given.data;
  const result = signSandboxResult(check, person);
  return c.redirect(`/api/users/me/identity/callback?result=${encodeURIComponent(result)}`, 303);
});

import { OpenAPIHono, z } from '@hono/zod-openapi';
import { idSchema } from '@/server/platform/id.schema';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Actor } from '@/server/platform/actor';
import { Refusal } from '@/server/platform/refusal';
import { problemOf } from './problem';

// Hono teaches zod `.openapi()`, but only schemas made after that learn it. A noun's schemas are often made before.
const learned = z.ZodType.prototype as unknown as { openapi: unknown };
for (const kind of [z.ZodObject, z.ZodUnion, z.ZodArray]) {
  const prototype = kind.prototype as unknown as { openapi?: unknown };
  prototype.openapi ??= learned.openapi;
}

export type AppEnv = { Variables: { actor: Actor; clientAddress: string } };

/** A router whose validation failures are refusals with the offending paths. Every noun's routes start from it. */
export function createApp(): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (!result.success) refuseInvalid(result.target, result.error.issues);
    },
  });
  app.onError((error, c) => answerProblem(c, error));
  return app;
}

type Issues = { path: PropertyKey[]; code: string; message: string }[];

/** Refuses what does not parse, with the offending paths. */
export function refuseInvalid(target: string, found: Issues): never {
  const issues = found.map(({ path, message }) => ({ path: path.join('.'), message }));
  const lacksKey = target === 'header' && isKeyMissing(found);
  throw new Refusal(lacksKey ? 'idempotency_key_required' : 'invalid_input', { issues });
}

const isKeyMissing = (issues: Issues) =>
  issues.some(({ path, code }) => path[0] === 'idempotency-key' && code === 'invalid_type');

export function answerProblem(c: Context, error: unknown): Response {
  const { problem, headers } = problemOf(
    isUnreadable(error) ? new Refusal('invalid_input') : error,
  );
  return c.body(JSON.stringify(problem), problem.status as ContentfulStatusCode, headers);
}

/** Hono's own word for a body that is no JSON, or of another type. */
const isUnreadable = (error: unknown): boolean =>
  error instanceof HTTPException && error.status < 500;

const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string().openapi({ example: 'seat_taken' }),
    facts: z.record(z.string(), z.unknown()).optional(),
  })
  .openapi('Problem');

const problemAnswer = {
  description: 'refused: see `code`',
  content: { 'application/problem+json': { schema: problemSchema } },
};

/** The `responses` of a route: what it answers when it works, and that anything else is a problem. */
export function answers<T extends z.ZodType, S extends number = 200>(
  schema: T,
  status: S = 200 as S,
) {
  const ok = { description: 'done', content: { 'application/json': { schema } } };
  return { [status]: ok, default: problemAnswer } as Record<S, typeof ok> & {
    default: typeof problemAnswer;
  };
}

/** The `responses` of a route that answers with nothing. */
export const done = {
  204: { description: 'done' },
  default: problemAnswer,
} as const;

export function jsonBody<T extends z.ZodType>(schema: T) {
  return { body: { required: true, content: { 'application/json': { schema } } } };
}

export const idParam = z.object({ id: idSchema });

/** 8 to 255 visible ASCII characters, chosen by the client, new for each intent. */
export const idempotencyHeader = z.object({
  'idempotency-key': z
    .string({ error: 'Idempotency-Key is required' })
    .regex(/^[\x21-\x7e]{8,255}$/, 'Idempotency-Key is 8 to 255 visible ASCII characters'),
});

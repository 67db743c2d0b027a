import type { IncomingHttpHeaders } from 'node:http';
import type { Context } from 'hono';
import { createRoute, type OpenAPIHono, type z } from '@hono/zod-openapi';
import type { Actor } from '@/server/platform/actor';
import type { Measure } from '@/server/platform/pressure';
import { measured } from './measured';
import { answers, type AppEnv, jsonBody, refuseInvalid } from './openapi';

/**
 * A call of a purchase, defined once: the gateway answers it on the bare server, where a sale's second lands, and the
 * API mounts the same, so that `next dev` and its description know it.
 */
type Definition<P extends z.ZodObject, H extends z.ZodObject, B extends z.ZodType> = {
  /** Behind `/api`, with parameters in braces. */
  path: string;
  measure: Measure;
  tags: string[];
  summary: string;
  description?: string;
  params: P;
  headers: H;
  body: B;
  /** What it answers, with 201. */
  answer: z.ZodType;
  run(
    actor: Actor,
    given: { params: z.output<P>; headers: z.output<H>; body: z.output<B> },
  ): Promise<unknown>;
};

export type PurchaseCall = {
  measure: Measure;
  /** Matches the whole path; a group for each parameter. */
  pattern: RegExp;
  /** Parses what was sent, in the API's order, and runs. Refuses `invalid_input`, `idempotency_key_required`. */
  answer(
    actor: Actor,
    sent: { params: Record<string, string>; headers: IncomingHttpHeaders; json: unknown },
  ): Promise<unknown>;
  mount(app: OpenAPIHono<AppEnv>): void;
};

function parse<T extends z.ZodType>(schema: T, target: string, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : refuseInvalid(target, parsed.error.issues);
}

export function definePurchaseCall<
  P extends z.ZodObject,
  H extends z.ZodObject,
  B extends z.ZodType,
>(call: Definition<P, H, B>): PurchaseCall {
  const groups = call.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  const route = createRoute({
    method: 'post',
    path: call.path,
    tags: call.tags,
    summary: call.summary,
    ...(call.description && { description: call.description }),
    middleware: measured(call.measure),
    request: { params: call.params, headers: call.headers, ...jsonBody(call.body) },
    responses: answers(call.answer, 201),
  });
  return {
    measure: call.measure,
    pattern: new RegExp(`^/api${groups}$`),
    answer: async (actor, { params, headers, json }) =>
      call.run(actor, {
        params: parse(call.params, 'param', params),
        headers: parse(call.headers, 'header', headers),
        body: parse(call.body, 'json', json),
      }),
    mount(app) {
      const handle = async (c: Context<AppEnv>) => {
        const valid = (target: string) => c.req.valid(target as never) as never;
        const given = { params: valid('param'), headers: valid('header'), body: valid('json') };
        return c.json(await call.run(c.var.actor, given), 201);
      };
      app.openapi(route, handle as never);
    },
  };
}

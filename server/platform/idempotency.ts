import { hash } from 'node:crypto';
import type { Account } from './actor';
import { coalesce } from './coalesce';
import { Prisma, prisma, queryRows } from './db';
import { Refusal } from './refusal';

/** A command that may be sent twice: who sent what, once. */
export type Idempotency = {
  /** Hash of account, method, route and key: what may happen once. */
  scope: string;
  /** Hash of the body: a different one under the same scope is refused. */
  requestHash: string;
};

const sha256 = (text: string) => hash('sha256', text, 'base64url');

/** `route` is the pattern with its ids filled in, e.g. `/schedules/<id>/holds`; `body` is the parsed input. */
export function idempotencyOf(
  account: Account,
  method: string,
  route: string,
  key: string,
  body: unknown,
): Idempotency {
  return {
    scope: sha256(JSON.stringify([account.id, method, route, key])),
    requestHash: sha256(JSON.stringify(body)),
  };
}

type KeptRow = { scope: string; requestHash: string; body: unknown };

/** Every command asks first, nearly always for nothing: those of one moment ask together. */
const findKept = coalesce<string, KeptRow | undefined>({
  batchMax: 256,
  inFlightMax: 2,
  keysOf: () => [],
  isOffence: () => false,
  async run(scopes) {
    const rows = await queryRows<KeptRow>(Prisma.sql`
      SELECT scope, request_hash AS "requestHash", body FROM idempotency_keys
      WHERE scope = ANY(${scopes}::text[])`);
    const found = new Map(rows.map((row) => [row.scope, row]));
    return scopes.map((scope) => found.get(scope));
  },
});

/** The answer kept under `scope`, or null; refuses when it belongs to another body. */
export async function findKeptAnswer<T>(idempotency: Idempotency): Promise<T | null> {
  const row = await findKept(idempotency.scope);
  if (!row) return null;
  if (row.requestHash !== idempotency.requestHash) throw new Refusal('idempotency_mismatch');
  return row.body as T;
}

/**
 * Runs a command whose statement inserts the key's row together with its effect. A repeat finds the kept answer
 * first; a duplicate in flight waits on the row's unique key inside Postgres, fails on it, and finds it then.
 */
export async function once<T>(idempotency: Idempotency, command: () => Promise<T>): Promise<T> {
  const kept = await findKeptAnswer<T>(idempotency);
  return kept ?? orKept(idempotency, command);
}

/**
 * The same in one round trip, for a command that is its statement alone: it changes nothing when the key is taken, and
 * looks for the kept answer only once it was refused.
 */
export async function orKept<T>(idempotency: Idempotency, command: () => Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (error) {
    // Whatever refused it, the first sending may have succeeded: then that is the answer.
    const first = await findKeptAnswer<T>(idempotency);
    if (first) return first;
    throw error;
  }
}

/** The statement's part that keeps the answer: `WITH …, kept AS (<this>) …`. Fails on `idempotency_keys_pkey`. */
export function keepAnswerSql(
  idempotency: Idempotency,
  body: Prisma.Sql,
  when: Prisma.Sql,
): Prisma.Sql {
  return Prisma.sql`INSERT INTO idempotency_keys (scope, request_hash, status, body)
    SELECT ${idempotency.scope}, ${idempotency.requestHash}, 201, ${body} ${when} RETURNING scope`;
}

const answersKeptHours = 24;

/** Forgets answers that no client can still be waiting for. */
export async function pruneAnswers(): Promise<void> {
  await prisma.$executeRaw`DELETE FROM idempotency_keys
    WHERE created_at < now() - make_interval(hours => ${answersKeptHours}::int)`;
}

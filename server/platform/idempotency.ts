import { createHash } from 'node:crypto';
import type { Account } from './actor';
import { Prisma, prisma } from './db';
import { Refusal } from './refusal';

/** A command that may be sent twice: who sent what, once. */
export type Idempotency = {
  /** Hash of account, method, route and key: what may happen once. */
  scope: string;
  /** Hash of the body: a different one under the same scope is refused. */
  requestHash: string;
};

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');

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

/** The answer kept under `scope`, or null; refuses when it belongs to another body. */
export async function findKeptAnswer<T>(idempotency: Idempotency): Promise<T | null> {
  const row = await prisma.idempotencyKey.findUnique({ where: { scope: idempotency.scope } });
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
  if (kept) return kept;
  try {
    return await command();
  } catch (error) {
    // Whatever refused it, the first sending may have succeeded meanwhile: then that is the answer.
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

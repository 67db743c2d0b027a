import type { Redis } from 'ioredis';
import pg from 'pg';
import { vi } from 'vitest';
import { prisma } from '@/server/platform/db';

/** What a guard says, and what is there without it. */
export type Change = { says: string | RegExp; becomes: string };

/** What is taken away: lines of scripts, pieces of statements, indexes and constraints by name. */
export type Guards = { scripts?: Change[]; statements?: Change[]; constraints?: string[] };

/** Changes what is in a text, and counts which changes found their place. */
class Changes {
  private readonly used = new Set<Change>();

  constructor(private readonly all: Change[]) {}

  apply(text: string): string {
    return this.all.reduce((before, change) => {
      const after = before.replace(change.says, change.becomes);
      if (after !== before) this.used.add(change);
      return after;
    }, text);
  }

  requireUsed(): void {
    const unused = this.all.filter((change) => !this.used.has(change));
    if (unused.length > 0) throw new Error(`nothing says ${String(unused[0]!.says)}`);
  }
}

/**
 * Runs `work` with guards taken away in this process, and puts them back. Fails when one was not to be found, so that a
 * control does not go on passing after its guard has moved.
 */
export async function withoutGuards(guards: Guards, redis: Redis, work: () => Promise<void>) {
  const scripts = new Changes(guards.scripts ?? []);
  const statements = new Changes(guards.statements ?? []);
  const putBack = await dropConstraints(guards.constraints ?? []);
  if (guards.scripts) changeScripts(redis, scripts);
  if (guards.statements) changeStatements(statements);
  try {
    await work();
  } finally {
    vi.restoreAllMocks();
    await putBack();
    scripts.requireUsed();
    statements.requireUsed();
  }
}

/** Every script is sent in full, changed: under a hash of its own, so that the real one stays what it is. */
function changeScripts(redis: Redis, changes: Changes): void {
  const run = redis.eval.bind(redis) as (source: string, ...rest: unknown[]) => Promise<unknown>;
  vi.spyOn(redis, 'evalsha').mockRejectedValue(new Error('NOSCRIPT'));
  vi.spyOn(redis, 'eval').mockImplementation(((source: string, ...rest: unknown[]) =>
    run(changes.apply(source), ...rest)) as never);
}

type Query = { text: string; name?: string };

let changedTimes = 0;

/** A statement that is changed has a name of its own, as Postgres remembers it by that. */
function changeStatements(changes: Changes): void {
  const times = ++changedTimes;
  const query = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  function changed(this: pg.Client, asked: Query, ...rest: unknown[]) {
    const text = asked.text && changes.apply(asked.text);
    if (!text || text === asked.text) return query.call(this, asked, ...rest);
    return query.call(
      this,
      { ...asked, text, name: asked.name && `${times}-${asked.name}` },
      ...rest,
    );
  }
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(changed as never);
}

type Definition = { again: string; drop: string };

/** Drops each, and returns what makes them again; what broke them is gone by then. */
async function dropConstraints(names: string[]): Promise<() => Promise<void>> {
  const dropped: string[] = [];
  for (const name of names) {
    const [found] = await prisma.$queryRaw<Definition[]>`
      SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
        format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname,
          pg_get_constraintdef(oid)) AS again
      FROM pg_constraint WHERE conname = ${name}
      UNION ALL
      SELECT format('DROP INDEX %I', indexname), indexdef FROM pg_indexes
      WHERE indexname = ${name} AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = ${name})`;
    if (!found) throw new Error(`there is no ${name}`);
    await prisma.$executeRawUnsafe(found.drop);
    dropped.push(found.again);
  }
  return async () => {
    if (dropped.length === 0) return;
    await prisma.$executeRawUnsafe('TRUNCATE reservations, wallets, idempotency_keys CASCADE');
    for (const again of dropped) await prisma.$executeRawUnsafe(again);
  };
}

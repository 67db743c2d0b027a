import { describe, expect, it } from 'vitest';
import { Prisma, prisma } from './db';
import { idempotencyOf, keepAnswerSql, once, pruneAnswers } from './idempotency';
import { Refusal } from './refusal';

const account = {
  kind: 'account',
  id: '01900000-0000-7000-8000-000000000000',
  role: 'FAN',
  emailVerified: true,
} as const;

const named = (key: string, body: unknown = 1) => idempotencyOf(account, 'POST', '/x', key, body);

let runs = 0;

/** A command whose only effect is its kept answer. */
const run = (idempotency: ReturnType<typeof named>) =>
  once<number>(idempotency, async () => {
    const body = Prisma.sql`to_jsonb(${++runs}::int)`;
    await prisma.$queryRaw`${keepAnswerSql(idempotency, body, Prisma.sql``)}`;
    return runs;
  });

const refusedAs = (work: Promise<unknown>) =>
  work.then(
    () => 'answered',
    (error: Refusal) => error.code,
  );

describe('a command under a key', () => {
  it('is answered the same again, and refused with another body', async () => {
    const first = await run(named('one'));
    expect(await run(named('one'))).toBe(first);
    expect(await refusedAs(run(named('one', 2)))).toBe('idempotency_mismatch');
    expect(await run(named('two'))).not.toBe(first);
  });

  it('is another one for another account, method or route', () => {
    const scopes = [
      named('one'),
      idempotencyOf({ ...account, id: 'another' }, 'POST', '/x', 'one', 1),
      idempotencyOf(account, 'PUT', '/x', 'one', 1),
      idempotencyOf(account, 'POST', '/y', 'one', 1),
    ].map(({ scope }) => scope);
    expect(new Set(scopes).size).toBe(4);
  });

  it('that was refused may be sent again', async () => {
    const idempotency = named('one');
    const refuse = () => Promise.reject(new Refusal('balance_too_low'));
    expect(await refusedAs(once(idempotency, refuse))).toBe('balance_too_low');
    expect(await refusedAs(run(idempotency))).toBe('answered');
  });

  it('is remembered for 24 hours', async () => {
    const first = await run(named('one'));
    await prisma.$executeRaw`UPDATE idempotency_keys SET created_at = now() - interval '23 hours 59 minutes'`;
    await pruneAnswers();
    expect(await run(named('one'))).toBe(first);
    await prisma.$executeRaw`UPDATE idempotency_keys SET created_at = now() - interval '24 hours 1 minute'`;
    await pruneAnswers();
    expect(await run(named('one'))).not.toBe(first);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { aFan, onceAs } from '@/server/testing';
import { cached, dropCached } from './cache';
import { isOffence, Prisma, prisma, queryRows, readAtLength, violatedConstraint } from './db';
import { envNames } from './env';
import { newId } from './id';
import { once } from './idempotency';
import { refusalCodes } from './refusal';

describe('ids', () => {
  test('are of version 7, unique, and grow with time', () => {
    const ids = Array.from({ length: 1_000 }, (_, i) => newId(1_700_000_000_000 + i));
    expect(
      ids.every((id) =>
        /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id),
      ),
    ).toBe(true);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(1_000);
  });
});

describe('a cached value', () => {
  test('is loaded once for many who ask at once, and again after it was dropped', async () => {
    let loads = 0;
    const read = () => cached('thing', 60_000, async () => ++loads);
    expect(await Promise.all([read(), read(), read()])).toEqual([1, 1, 1]);
    expect(await read()).toBe(1);
    await dropCached('thing');
    expect(await read()).toBe(2);
  });

  test('is not what a slow load saw before the drop', async () => {
    let release: ((value: string) => void) | undefined;
    const load = () => new Promise<string>((done) => (release = done));
    const slow = cached('role', 60_000, load);
    await expect.poll(() => release).toBeDefined();
    await dropCached('role');
    release!('old');
    expect(await slow).toBe('old');
    expect(await cached('role', 60_000, async () => 'new')).toBe('new');
    expect(await cached('role', 60_000, async () => 'newer')).toBe('new');
  });

  test('is dropped with its group', async () => {
    const read = (name: string, value: number) =>
      cached(name, 60_000, async () => value, 'catalogue');
    expect(await Promise.all([read('a', 1), read('b', 1)])).toEqual([1, 1]);
    await dropCached('catalogue');
    expect(await Promise.all([read('a', 2), read('b', 2)])).toEqual([2, 2]);
  });

  test('is not made of a failed load', async () => {
    const failing = cached('thing', 60_000, () => Promise.reject(new Error('away')));
    await expect(failing).rejects.toThrow('away');
    expect(await cached('thing', 60_000, async () => 'back')).toBe('back');
  });
});

describe('a violated constraint', () => {
  test('is known by its name, from a model call, from a statement and from the pool', async () => {
    const fan = await aFan();
    const double = prisma.account.create({
      data: { id: newId(), name: 'x', email: fan.email.toUpperCase() },
    });
    expect(violatedConstraint(await double.catch((error: unknown) => error))).toBe(
      'accounts_email_unique',
    );
    const broke = prisma.$executeRaw`INSERT INTO wallets (account_id, balance) VALUES (${fan.id}::uuid, -1)`;
    expect(violatedConstraint(await broke.catch((error: unknown) => error))).toBe(
      'wallets_balance_range',
    );
    const row = Prisma.sql`INSERT INTO wallets (account_id) VALUES (${newId()}::uuid)`;
    const nobodys: unknown = await queryRows(row).catch((error: unknown) => error);
    expect(violatedConstraint(nobodys)).toBe('wallets_account_id_fkey');
    expect(isOffence(nobodys)).toBe(true);
    expect(violatedConstraint(new Error('other'))).toBeNull();
  });
});

test('a reading of whole tables has its time, changes nothing, and leaves the connection as it was', async () => {
  const timeout = Prisma.sql`SELECT current_setting('statement_timeout') AS it`;
  expect(await readAtLength(timeout)).toEqual([{ it: '10min' }]);
  const write = Prisma.sql`DELETE FROM idempotency_keys`;
  await expect(readAtLength(write)).rejects.toThrow('read-only transaction');
  const after = await Promise.all([1, 2, 3].map(() => prisma.$queryRaw(timeout)));
  expect(after).toEqual([1, 2, 3].map(() => [{ it: '15s' }]));
});

test('a server’s fault is not remembered under a key', async () => {
  const idempotency = onceAs(await aFan(), 'one-intent');
  await expect(once(idempotency, () => Promise.reject(new Error('fault')))).rejects.toThrow(
    'fault',
  );
  expect(await once(idempotency, async () => 'done')).toBe('done');
});

test('.env.example names what the environment takes, and nothing else', () => {
  const lines = readFileSync('.env.example', 'utf8').split('\n');
  const names = lines.flatMap((line) => /^#? ?([A-Z][A-Z0-9_]+)=/.exec(line)?.[1] ?? []);
  expect(names.toSorted()).toEqual(envNames.toSorted());
});

test('every refusal has a sentence in both languages', () => {
  for (const locale of ['ko', 'en']) {
    const sentences = JSON.parse(
      readFileSync(`messages/${locale}/refusals.json`, 'utf8'),
    ) as Record<string, string>;
    expect(refusalCodes.filter((code) => !sentences[code])).toEqual([]);
  }
});

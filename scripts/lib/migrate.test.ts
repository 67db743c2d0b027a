import { createHash } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listMigrations, migrate, requirePostgres } from './migrate';

const name = `migrate_${process.pid}`;
const url = new URL(process.env.DATABASE_URL!);
const target = new URL(url);
target.pathname = name;

async function query(address: URL, sql: string) {
  const client = new pg.Client({ connectionString: address.href });
  await client.connect();
  return client.query<Record<string, unknown>>(sql).finally(() => client.end());
}

beforeEach(() => query(url, `create database ${name}`));
afterEach(() => query(url, `drop database ${name} with (force)`));

const migration = (folder: string, sql: string) => ({
  name: folder,
  sql,
  checksum: createHash('sha256').update(sql).digest('hex'),
});
const first = migration('1_first', 'create table things (id int); create table others (id int)');
const second = migration(
  '2_second',
  "do $$ begin execute 'alter table things add b int'; end $$; --",
);

test('migrations are applied in order, once, and recorded as Prisma does', async () => {
  expect(await migrate(target.href, [first, second])).toEqual(['1_first', '2_second']);
  expect(await migrate(target.href, [first, second])).toEqual([]);
  const { rows } = await query(
    target,
    `select migration_name, checksum, finished_at is not null as finished, rolled_back_at
     from "_prisma_migrations" order by migration_name`,
  );
  const recorded = { finished: true, rolled_back_at: null };
  expect(rows).toEqual([
    { migration_name: '1_first', checksum: first.checksum, ...recorded },
    { migration_name: '2_second', checksum: second.checksum, ...recorded },
  ]);
});

test('of many callers at once, one applies each migration', async () => {
  const applied = await Promise.all(
    Array.from({ length: 8 }, () => migrate(target.href, [first, second])),
  );
  expect(applied.flat().sort()).toEqual(['1_first', '2_second']);
});

test('a migration that fails leaves nothing of itself', async () => {
  const broken = migration('2_broken', 'create table half (id int); select 1/0');
  await expect(migrate(target.href, [first, broken])).rejects.toThrow(/2_broken.*division by zero/);
  const { rows } = await query(target, `select to_regclass('half') as half`);
  expect(rows).toEqual([{ half: null }]);
  expect(await migrate(target.href, [first, second])).toEqual(['2_second']);
});

test('a migration that was changed after it was applied is refused', async () => {
  await migrate(target.href, [first]);
  const changed = migration('1_first', 'create table things (id bigint)');
  await expect(migrate(target.href, [changed])).rejects.toThrow(/1_first was changed/);
});

test('a Postgres that is too old is refused with a sentence', () => {
  expect(() => requirePostgres(170_006)).toThrow(/Postgres 17\.6 is too old: .* Postgres 18/);
  expect(() => requirePostgres(180_000)).not.toThrow();
});

test('the migrations of the repository are there, in order', () => {
  const names = listMigrations().map((each) => each.name);
  expect(names.length).toBeGreaterThan(0);
  expect(names).toEqual([...names].sort());
});

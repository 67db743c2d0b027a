import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { inRoot } from './paths';
import { StartError } from './say';

type Migration = { name: string; sql: string; checksum: string };

/** Prisma's own lock, so that `prisma migrate deploy` and this runner also wait for each other. */
const advisoryLock = 72707369;

const ledger = `
  create table if not exists "_prisma_migrations" (
    id varchar(36) primary key not null,
    checksum varchar(64) not null,
    finished_at timestamptz,
    migration_name varchar(255) not null,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz not null default now(),
    applied_steps_count integer not null default 0
  )`;

/** The migrations of prisma/migrations in their order, with Prisma's checksums. */
export function listMigrations(folder = inRoot('prisma/migrations')): Migration[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(`${folder}/${name}/migration.sql`, 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

/**
 * Brings a database to the newest migration and returns the names it applied. Each file is one
 * simple query, so it happens whole or not at all, and several callers at once take turns.
 */
export async function migrate(databaseUrl: string, migrations = listMigrations()) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows: version } = await client.query<{ server_version_num: string }>(
      'show server_version_num',
    );
    requirePostgres(Number(version[0]?.server_version_num));
    await client.query('select pg_advisory_lock($1)', [advisoryLock]);
    await client.query(ledger);
    const { rows } = await client.query<{ migration_name: string; checksum: string }>(
      'select migration_name, checksum from "_prisma_migrations" where finished_at is not null and rolled_back_at is null',
    );
    const done = new Map(rows.map((row) => [row.migration_name, row.checksum]));
    requireUnchanged(migrations, done);
    const pending = migrations.filter(({ name }) => !done.has(name));
    for (const migration of pending) await apply(client, migration);
    return pending.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

/** Our statements make their ids with `uuidv7()`, which Postgres has since 18. */
export function requirePostgres(versionNumber: number) {
  if (versionNumber >= 180_000) return;
  const version = `${Math.floor(versionNumber / 10_000)}.${versionNumber % 10_000}`;
  throw new StartError(
    `Postgres ${version} is too old: let DATABASE_URL name a Postgres 18 or newer.`,
  );
}

function requireUnchanged(migrations: Migration[], done: Map<string, string>) {
  const changed = migrations.find(
    ({ name, checksum }) => (done.get(name) ?? checksum) !== checksum,
  );
  if (!changed) return;
  throw new StartError(
    `Migration ${changed.name} was changed after this database had applied it: write a new migration, or start from an empty database.`,
  );
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration) {
  const id = randomUUID();
  try {
    // No parameters: a simple query of several statements is one transaction of its own.
    await client.query(
      `${sql}\n;insert into "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count)
       values ('${id}', '${checksum}', '${name.replaceAll("'", "''")}', now(), 1)`,
    );
  } catch (error) {
    throw new Error(`Migration ${name} failed: ${(error as Error).message}`, { cause: error });
  }
}

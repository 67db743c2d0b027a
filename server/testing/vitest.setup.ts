import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, afterEach, beforeEach, inject } from 'vitest';

/** Before each test file: the worker's own database and Redis, in the environment before anything reads it. */
const { databaseUrl, redisUrls, secrets } = inject('services');
const worker = Number(process.env.VITEST_POOL_ID ?? 1);
const redisUrl = redisUrls[(worker - 1) % redisUrls.length]!;
const database = await connect(await cloneDatabase());
const redis = new Redis(redisUrl);

Object.assign(process.env, secrets, {
  NODE_ENV: 'test',
  DATABASE_URL: databaseUrlOf(`openrun_w${worker}`),
  REDIS_URL: redisUrl,
  LOG_LEVEL: 'silent',
  DRAW_BEACON: 'local',
});

function databaseUrlOf(name: string) {
  const url = new URL(databaseUrl);
  url.pathname = name;
  return url.href;
}

async function connect(url: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

/** The migrated database is the template; a worker's second test file finds its clone there. */
async function cloneDatabase() {
  const admin = await connect(databaseUrlOf('postgres'));
  const name = `openrun_w${worker}`;
  const found = await admin.query('select 1 from pg_database where datname = $1', [name]);
  if (found.rowCount === 0) await admin.query(`create database ${name} template openrun`);
  await admin.end();
  return databaseUrlOf(name);
}

const tables = await database.query<{ name: string }>(
  `select format('%I', tablename) as name from pg_tables
   where schemaname = 'public' and tablename <> '_prisma_migrations'`,
);
const findUsed = tables.rows
  .map(({ name }) => `select '${name}' as name where exists (select from ${name})`)
  .join(' union all ');

/** Empties only the tables that a test wrote to, which is most of the cost of emptying them all. */
async function emptyDatabase() {
  if (!findUsed) return;
  const { rows } = await database.query<{ name: string }>(findUsed);
  if (rows.length === 0) return;
  await database.query(
    `truncate ${rows.map(({ name }) => name).join(', ')} restart identity cascade`,
  );
}

const printError = console.error;
let printedErrors: string[] = [];

beforeEach(async () => {
  printedErrors = [];
  console.error = (...parts: unknown[]) => {
    printedErrors.push(parts.map(String).join(' '));
    printError(...parts);
  };
  await Promise.all([emptyDatabase(), redis.flushall()]);
});

afterEach(() => {
  console.error = printError;
  if (printedErrors.length > 0) {
    throw new Error(`The test printed an error:\n${printedErrors.join('\n')}`);
  }
});

afterAll(async () => {
  await database.end();
  redis.disconnect();
});

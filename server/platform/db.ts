import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { createHash } from 'node:crypto';
import { env } from './env';
import { Prisma, PrismaClient } from './generated/prisma/client';
import { startMeasure } from './pressure';
import { singleton } from './singleton';

export { Prisma };

/** A transaction's client: what a function that ends in `Tx` takes first. */
export type Tx = Prisma.TransactionClient;
export type Db = PrismaClient | Tx;

const statementNames = new Map<string, string>();

/** Names a prepared statement by its text, so that Postgres plans it once a connection (twice the throughput). */
function statementName(query: { sql: string }): string {
  let name = statementNames.get(query.sql);
  if (!name) {
    name = createHash('sha1').update(query.sql).digest('base64url');
    if (statementNames.size < 1_000) statementNames.set(query.sql, name);
  }
  return name;
}

export const pool = (): pg.Pool =>
  singleton('pool', () => {
    const made = new pg.Pool({
      connectionString: env.DATABASE_URL,
      max: env.DATABASE_POOL_MAX,
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 60_000, // opening one takes four round trips: not at each lull of a sale
      // A statement that hangs must not hold one of the few connections for ever.
      options: '-c statement_timeout=15000 -c idle_in_transaction_session_timeout=15000',
    });
    made.on('error', () => undefined); // an idle connection that broke is replaced on next use
    measureWaits(made);
    return made;
  });

type OnConnection = Parameters<pg.Pool['connect']>[0];

/** Measures from asking for a connection to getting one; queries of the pool itself ask the same way. */
function measureWaits(measured: pg.Pool): void {
  const connect = measured.connect.bind(measured);
  const connectMeasured = (callback?: OnConnection) => {
    const end = startMeasure('connection');
    if (callback)
      return connect((error, connection, release) => {
        end(Boolean(error));
        callback(error, connection, release);
      });
    const asked = connect();
    void asked.then(
      () => end(),
      () => end(true),
    );
    return asked;
  };
  measured.connect = connectMeasured as pg.Pool['connect'];
}

const client = (): PrismaClient =>
  singleton(
    'prisma',
    () =>
      new PrismaClient({
        adapter: new PrismaPg(pool(), { statementNameGenerator: statementName }),
      }),
  );

/** Connects on first use, so that a build which only imports it needs no database. */
export const prisma: PrismaClient = new Proxy({} as PrismaClient, {
  get: (_, name) => Reflect.get(client(), name) as unknown,
});

/**
 * Runs a statement on the pool itself, prepared once a connection: for the batches of a purchase, which come back sooner
 * than by way of Prisma. Rows are the driver's: jsonb is parsed, bigint and numeric are text.
 */
export async function queryRows<Row extends object>({ text, values }: Prisma.Sql): Promise<Row[]> {
  const { rows } = await pool().query<Row>({ name: statementName({ sql: text }), text, values });
  return rows;
}

/** The only way to open a transaction. Inside: no Redis, no HTTP, no waiting. */
export function withTx<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return prisma.$transaction(work, { maxWait: 5_000, timeout: 15_000 });
}

/**
 * Rows of a reading that goes through whole tables: the statement timeout, which is there for a sale's few connections,
 * gives it ten minutes.
 */
export async function readAtLength<Row>({ text, values }: Prisma.Sql): Promise<Row[]> {
  const connection = await pool().connect();
  try {
    await connection.query("BEGIN READ ONLY; SET LOCAL statement_timeout = '10min'");
    const { rows } = await connection.query(text, values);
    await connection.query('ROLLBACK');
    connection.release();
    return rows as Row[];
  } catch (error) {
    connection.release(true);
    throw error;
  }
}

type DriverError = {
  cause?: { originalCode?: string; constraint?: unknown; originalMessage?: string };
};

/**
 * The name of the constraint or unique index that a failed statement violated, or null when it failed of
 * something else. Reads Prisma's error of a model call (P2002) and of a raw query (P2010), and the pool's own.
 */
export function violatedConstraint(error: unknown): string | null {
  if (error instanceof pg.DatabaseError) return error.constraint ?? null;
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return null;
  const message = driverErrorOf(error)?.cause?.originalMessage ?? error.message;
  return /constraint "([^"]+)"/.exec(message)?.[1] ?? null;
}

/**
 * Whether a statement failed of what it was given (data, a constraint, a lock) and not of a database that is away or
 * full: SQLSTATE classes 21 to 23 and 40.
 */
export const isOffence = (error: unknown): boolean => /^(2[1-3]|40)/.test(sqlStateOf(error));

/** Of a failed statement; empty for any other error. */
export function sqlStateOf(error: unknown): string {
  if (error instanceof pg.DatabaseError) return error.code ?? '';
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return '';
  return driverErrorOf(error)?.cause?.originalCode ?? '';
}

const driverErrorOf = ({ meta }: Prisma.PrismaClientKnownRequestError) =>
  (meta as { driverAdapterError?: DriverError } | undefined)?.driverAdapterError;

export const pingDb = (): Promise<unknown> => prisma.$queryRaw`SELECT 1`;

export async function closeDb(): Promise<void> {
  await client().$disconnect();
  await pool().end();
}

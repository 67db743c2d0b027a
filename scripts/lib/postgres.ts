import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { canReach, chooseDatabaseUser, type DatabaseUser } from './database-user';
import { makeReachableFolder, postgresBinaries, reachableFolder } from './postgres-binaries';
import { mustRun } from './run';
import { startService, stopLeftover, type Service } from './service';

type PostgresOptions = { dir: string; port: number; durable?: boolean };

const owner = 'openrun';

/**
 * A Postgres of our own on loopback, with the binaries from npm and a database called openrun.
 * `durable: false` is for data that lives as long as a test run.
 */
export async function startPostgres({ dir, port, durable = true }: PostgresOptions) {
  const place = postgresPlace(path.resolve(dir));
  const binaries = postgresBinaries(place.user);
  const password = readPassword(place.folder);
  const data = path.join(place.folder, 'data');
  await stopOrphanPostgres(place.folder);
  if (!existsSync(path.join(data, 'PG_VERSION'))) await initialise(binaries, place);
  const url = (database: string) =>
    `postgresql://${owner}:${password}@127.0.0.1:${port}/${database}`;
  const service: Service = await startService({
    name: 'postgres',
    url: url(owner),
    command: path.join(binaries, 'bin/postgres'),
    args: ['-D', data, '-p', String(port), ...settings(durable)],
    options: { ...place.user, cwd: place.folder, env: plainEnv },
    output: path.join(place.folder, 'postgres.log'),
    ready: () => answers(url('postgres')),
    // INT is a fast shutdown: open transactions are rolled back. QUIT does not wait for a checkpoint.
    stopSignals: ['SIGINT', 'SIGQUIT'],
  });
  await createDatabase(url('postgres'));
  return service;
}

/** PGDATA and its kin in our environment are about another server. */
const plainEnv: NodeJS.ProcessEnv = {
  NODE_ENV: 'production',
  PATH: process.env.PATH,
  LC_ALL: 'C',
  TZ: 'UTC',
};

type Place = { folder: string; user: DatabaseUser };

/** `dir` itself where the database's user can enter it, else a folder named after it that it can. */
export function postgresPlace(dir: string): Place {
  if (process.getuid?.() !== 0) return { folder: makeFolder(dir), user: null };
  const name = createHash('sha256').update(dir).digest('hex').slice(0, 12);
  const elsewhere = path.join(reachableFolder, name);
  for (const candidate of existsSync(elsewhere) ? [elsewhere] : [dir, elsewhere]) {
    const folder = makeFolder(candidate);
    const user = chooseDatabaseUser(path.join(folder, 'data'));
    if (user) chownSync(folder, user.uid, user.gid);
    if (canReach(user, folder)) return { folder, user };
  }
  throw new Error(`The user of Postgres can enter neither ${dir} nor ${elsewhere}.`);
}

function makeFolder(folder: string) {
  if (folder.startsWith(reachableFolder)) makeReachableFolder();
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Generated with the data and kept beside it: only this machine's user may read it. */
function readPassword(folder: string) {
  const file = path.join(folder, 'password');
  if (!existsSync(file)) writeFileSync(file, randomBytes(18).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

async function initialise(binaries: string, { folder, user }: Place) {
  const data = path.join(folder, 'data');
  const partial = path.join(folder, 'data.partial');
  const passwordFile = path.join(folder, 'password');
  rmSync(partial, { recursive: true, force: true });
  rmSync(data, { recursive: true, force: true });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  chmodSync(passwordFile, 0o600);
  const flags = ['-D', partial, '-U', owner, '--encoding=UTF8', '--locale=C', '--no-sync'];
  flags.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  flags.push('--auth=scram-sha-256', `--pwfile=${passwordFile}`);
  const options = { ...user, cwd: folder, env: plainEnv };
  await mustRun('initdb', path.join(binaries, 'bin/initdb'), flags, options);
  // Renamed by the user that owns it, once it is whole.
  await mustRun('initdb', 'mv', [partial, data], options);
}

function settings(durable: boolean) {
  const memoryMb = Math.floor(os.totalmem() / 2 ** 20);
  const common = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: `${Math.min(512, Math.max(64, Math.floor(memoryMb / 8)))}MB`,
    effective_cache_size: `${Math.max(256, Math.floor(memoryMb / 2))}MB`,
    random_page_cost: 1.1,
    jit: 'off',
    timezone: 'UTC',
  };
  const safe = { wal_compression: 'pglz', checkpoint_completion_target: 0.9, max_wal_size: '2GB' };
  const fast = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
  const all = { ...common, ...(durable ? safe : fast) };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** After the command was killed by signal 9 its Postgres may still run, with its pid in this file. */
export async function stopOrphanPostgres(folder: string) {
  const data = path.join(folder, 'data');
  const file = path.join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  await stopLeftover(pid, ['postgres', data], ['SIGINT', 'SIGQUIT']);
  rmSync(file, { force: true });
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return await use(client);
  } finally {
    await client.end().catch(() => {});
  }
}

const answers = (url: string) =>
  withClient(url, (client) => client.query('select 1')).then(
    () => true,
    () => false,
  );

const createDatabase = (url: string) =>
  withClient(url, async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [owner]);
    if (found.rowCount === 0) await client.query(`create database ${owner}`);
  });

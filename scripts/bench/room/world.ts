import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { aSchedule } from '@/server/testing';
import type { ScheduleInput } from '@/server/schedules/schedules.schema';
import { signSession } from '@/server/users';
import { newId } from '@/server/platform/id';
import { closeDb } from '@/server/platform/db';
import { closeRedis } from '@/server/platform/redis';
import { bundleVariant } from '../caching/variants';
import { migrate } from '../../lib/migrate';
import { inRoot } from '../../lib/paths';
import { freePort } from '../../lib/ports';
import { startPostgres } from '../../lib/postgres';
import { programs } from '../../lib/build';
import { answers, nodeEnv, nodeFlags, type ProgramName } from '../../lib/processes';
import { startRedis } from '../../lib/redis';
import { generateSecrets } from '../../lib/secrets';
import { startService, type Service } from '../../lib/service';

/** A program under load: where it listens, and its process. */
export type Program = { url: string; port: number; pid: number; stop: () => Promise<void> };

export type Room = {
  folder: string;
  postgres: Service;
  redis: Service;
  /** Starts `count` of a program bundled from `entry`, as production runs them. */
  start(entry: string, count: number, env?: Record<string, string>): Promise<Program[]>;
  /** A published schedule on sale for a minute, unless told. */
  schedule(terms?: Partial<ScheduleInput>): Promise<string>;
};

/**
 * Services of its own for one benchmark: a Redis with its append-only file on, synced every second, and Postgres, which
 * waits for its disk only where the benchmark is about what it writes (`durable`).
 */
export async function withRoom<T>(
  work: (room: Room) => Promise<T>,
  { durable = false } = {},
): Promise<T> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'openrun-bench-'));
  const bundles = inRoot('.data', path.basename(folder));
  mkdirSync(`${folder}/redis`);
  mkdirSync(bundles, { recursive: true });
  const services: Service[] = [];
  const postgres = await startPostgres({
    dir: `${folder}/postgres`,
    port: await freePort(),
    durable,
  });
  const redis = await startRedis({ dir: `${folder}/redis`, port: await freePort() });
  const env = {
    ...process.env,
    ...generateSecrets(),
    HOST: '127.0.0.1',
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    NODE_ENV: 'production',
    LOG_LEVEL: 'warn',
  } as NodeJS.ProcessEnv;
  await migrate(postgres.url);
  Object.assign(process.env, env);
  const start = async (entry: string, count: number, more: Record<string, string> = {}) => {
    const outfile = path.join(bundles, `${path.basename(entry, '.ts')}-${services.length}.js`);
    await bundleVariant(entry, path.relative(inRoot(), outfile), []);
    const started = await Promise.all(
      Array.from({ length: count }, () => startOne(programOf(entry), outfile, { ...env, ...more })),
    );
    services.push(...started.map(({ service }) => service));
    return started.map(({ program }) => program);
  };
  const schedule = async (terms?: Partial<ScheduleInput>) => (await aSchedule(terms)).id;
  try {
    return await work({ folder, postgres, redis, start, schedule });
  } finally {
    await Promise.all(services.map((service) => service.stop()));
    await Promise.allSettled([closeDb(), closeRedis()]);
    for (const service of [redis, postgres]) await service.stop();
    for (const each of [folder, bundles]) rmSync(each, { recursive: true, force: true });
  }
}

/** Whose flags an entry runs with: a bare server beside realtime has realtime's. */
const programOf = (entry: string): ProgramName =>
  (Object.keys(programs) as ProgramName[]).find((name) => programs[name] === entry) ?? 'realtime';

/** Whichever program it is, it listens there. */
const portsOf = (port: number) => ({
  PORT: String(port),
  REALTIME_PORT: String(port),
  WORKER_PORT: String(port),
});

async function startOne(name: ProgramName, file: string, env: NodeJS.ProcessEnv) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const profile = process.env['BENCH_PROFILE'] ? ['--cpu-prof', '--cpu-prof-dir', '.data'] : [];
  const service = await startService({
    name: path.basename(file, '.js'),
    url,
    command: process.execPath,
    args: [...nodeFlags(name), ...profile, file],
    options: {
      cwd: inRoot(),
      env: { ...env, ...nodeEnv, ...portsOf(port), PUBLIC_URL: url },
    },
    output: (line) => process.stderr.write(`${line}\n`),
    ready: () => answers(`${url}/healthz`),
    stopSignals: ['SIGTERM'],
  });
  return { service, program: { url, port, pid: service.pid, stop: () => service.stop() } };
}

/** Bearer tokens of fans who are in no database: a fan's token is taken at its word. */
export const mintTokens = (count: number): { id: string; token: string }[] =>
  Array.from({ length: count }, () => {
    const id = newId();
    return { id, token: signSession({ sub: id, role: 'FAN', name: '팬', email_verified: true }) };
  });

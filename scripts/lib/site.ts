import path from 'node:path';
import { demoPassword } from '@/server/users/demo';
import { buildSite } from './build';
import { startSandboxGateway } from './gateway';
import { keepRunning } from './keep';
import { migrate } from './migrate';
import { inRoot } from './paths';
import { portNear } from './ports';
import { startPostgres } from './postgres';
import { releaseDataFolder, requireNode, requireWritable, takeDataFolder } from './preflight';
import { generatePrismaClient } from './prisma-client';
import {
  answers,
  startProgram,
  stopLeftoverPrograms,
  writePids,
  type ProgramName,
  type Pids,
} from './processes';
import { startRedis } from './redis';
import { mustRun, until } from './run';
import { bold, step } from './say';
import { stopServices, type Service } from './service';
import { choosePorts, hasSandbox, siteEnv } from './site-env';
import { noteServices } from './site-services';

export type Site = { env: NodeJS.ProcessEnv; webUrl: string; realtimeUrl: string };

type SiteOptions = { folder: string; dev: boolean; durable: boolean };

const pageTimeoutMs = 60_000;

/** Brings the whole site up on the data of one folder. Slow things run side by side. */
export async function startSite({ folder, dev, durable }: SiteOptions): Promise<Site> {
  requireNode();
  requireWritable(folder);
  requireWritable(inRoot('.'));
  await takeDataFolder(folder);
  await stopLeftoverPrograms(folder);
  const ports = await choosePorts();
  const generated = step('Prisma client', generatePrismaClient);
  const built = generated.then(() => (dev ? null : buildSite()));
  const stored = startStores(folder, durable);
  const seedable = Promise.all([stored, generated]);
  const seeded = seedable.then(([stores]) =>
    step('Demo data', () => seed(siteEnv({ folder, ports, build: null, ...stores }))),
  );
  seeded.catch(() => {}); // Awaited at the end; until then a failure must not end us without order.
  const [stores, build] = await Promise.all([stored, built, generated]);
  const env = siteEnv({ folder, ports, build, ...stores });
  noteServices(folder, { ...stores, ...(hasSandbox() && { gatewayUrl: env.TOSS_API_URL }) });
  const pids: Pids = {};
  const keepNoted = (start: () => Promise<Service>) =>
    keepRunning(async () => {
      const program = await start();
      writePids(folder, Object.assign(pids, { [program.name]: program.pid }));
      return program;
    });
  const logs = path.join(folder, 'logs');
  const keep = (name: ProgramName) =>
    keepNoted(() => startProgram(name, { build, env, port: ports[name], logs }));
  const { gateway: port, web: webPort } = ports;
  const [web, realtime] = await step('Started web, realtime and worker', () =>
    Promise.all([
      ...[keep('web'), keep('realtime'), keep('worker')],
      ...(hasSandbox() ? [keepNoted(() => startSandboxGateway({ folder, port, webPort }))] : []),
    ]),
  );
  await Promise.all([seeded, until(() => answers(web.url), pageTimeoutMs)]);
  return { env, webUrl: web!.url, realtimeUrl: realtime!.url };
}

/** Postgres and Redis, ours unless others were named, with the database brought to the newest migration. */
async function startStores(folder: string, durable: boolean) {
  const [databaseUrl, redisUrl] = await Promise.all([
    process.env.DATABASE_URL ||
      step('Postgres', () => ownPostgres(path.join(folder, 'postgres'), durable)),
    process.env.REDIS_URL || step('Redis', () => ownRedis(path.join(folder, 'redis'), durable)),
  ]);
  noteServices(folder, { databaseUrl, redisUrl });
  await step('Migrations', () => migrate(databaseUrl));
  return { databaseUrl, redisUrl };
}

async function ownPostgres(dir: string, durable: boolean) {
  const port = await portNear(5433);
  return (await keepRunning(() => startPostgres({ dir, port, durable }))).url;
}

async function ownRedis(dir: string, durable: boolean) {
  const port = await portNear(6380);
  return (await keepRunning(() => startRedis({ dir, port, durable }))).url;
}

async function seed(env: NodeJS.ProcessEnv) {
  await mustRun('The demo data', process.execPath, ['--import', 'tsx', 'prisma/seed.ts'], { env });
}

/** People first, then work, then data. */
export async function stopSite(folder: string) {
  await stopServices('web', 'realtime', 'worker', 'gateway', 'redis', 'postgres');
  releaseDataFolder(folder);
}

/** Where it runs, whom to sign in as, how to end it. */
export function banner({ env, webUrl, realtimeUrl }: Site) {
  const at = (name: string, address: string) => `  ${name.padEnd(10)} ${address}`;
  const accounts = ['fan', 'organiser', 'admin'].map((name) => `${name}@openrun.test`).join('  ');
  const demo = [at('Accounts', accounts), at('Password', demoPassword)];
  const cards = at('Cards', `${env.TOSS_API_URL} (a sandbox: no money moves)`);
  return [
    '',
    `  ${bold('Openrun is running')}`,
    at('Site', env.PUBLIC_URL!),
    at('API', `${env.PUBLIC_URL}/api/docs`),
    at('Listening', `${webUrl} (web)  ${realtimeUrl} (realtime)`),
    ...(env.OPENRUN_DEMO === '1' ? demo : []),
    ...(env.PAYMENT_GATEWAY === 'sandbox' ? [cards] : []),
    '  Ctrl-C stops everything. Logs and data are in .data/.',
    '',
  ].join('\n');
}

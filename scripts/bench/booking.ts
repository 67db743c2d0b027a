/**
 * The speed of the path from a hold to a paid ticket: orders of one seat, each with its own account and pass, over
 * HTTP through the built web program, with the worker running and fsync on. The ceiling is pgbench in the same run:
 * the same rows unbatched, without us. Ends with the audit of what was left behind. `--quick` takes a few seconds.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { buildSite } from '../lib/build';
import { migrate } from '../lib/migrate';
import { inRoot } from '../lib/paths';
import { freePort } from '../lib/ports';
import { startPostgres } from '../lib/postgres';
import { startProgram } from '../lib/processes';
import { startRedis } from '../lib/redis';
import { main, say, step } from '../lib/say';
import { generateSecrets } from '../lib/secrets';
import type { Service } from '../lib/service';
import { Sender, steps, type Outcome } from './booking/buyers';
import { ordersOfPgbench } from './booking/pgbench';
import { makeSale } from './booking/sale';
import { cpuSecondsOf } from './cpu';

const quick = process.argv.includes('--quick');
const seconds = quick ? 5 : 20;
const offeredPerSecond = 500;
/** With fewer the cores have pauses between batches (96: 712/s, 256: 818/s). */
const buyersAtOnce = 256;
const people = quick ? 40_000 : 160_000;
const saturatedOrders = quick ? 10_000 : 40_000;
/** As many as make the programs as fast as they are after some minutes of a sale. */
const warmingOrders = quick ? 4_000 : 10_000;

type Goal = { name: string; figure: number; unit: string; goal: number } & Partial<{
  ceiling: number;
  ratio: number;
}> & { met: boolean };

type Site = { env: NodeJS.ProcessEnv; services: Service[] };

async function withSite<T>(work: (site: Site) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'openrun-bench-booking-'));
  mkdirSync(`${folder}/redis`);
  const build = await buildSite();
  const postgres = await startPostgres({ dir: `${folder}/postgres`, port: await freePort() });
  const redis = await startRedis({ dir: `${folder}/redis`, port: await freePort() });
  const ports = { web: await freePort(), worker: await freePort() };
  const env = {
    ...process.env,
    ...generateSecrets(),
    HOST: '127.0.0.1',
    PORT: String(ports.web),
    WORKER_PORT: String(ports.worker),
    PUBLIC_URL: `http://127.0.0.1:${ports.web}`,
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    NODE_ENV: 'production',
    NEXT_DIST_DIR: build.next,
    LOG_LEVEL: 'warn',
  } as NodeJS.ProcessEnv;
  await migrate(postgres.url);
  Object.assign(process.env, env);
  const program = { build, env, logs: folder };
  const web = await startProgram('web', { ...program, port: ports.web });
  const worker = await startProgram('worker', { ...program, port: ports.worker });
  const services = [web, worker, redis, postgres];
  try {
    return await work({ env, services });
  } finally {
    for (const service of services) await service.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The ceiling runs on a copy of the database, made before anything is sold. */
async function ceilingOf(databaseUrl: string, schedule: string): Promise<number> {
  const copy = new URL(databaseUrl);
  copy.pathname = '/ceiling';
  return ordersOfPgbench(copy.href, { people, schedule }, seconds);
}

async function copyDatabase(client: pg.Client): Promise<void> {
  await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()`);
  await client.query('CREATE DATABASE ceiling TEMPLATE openrun');
}

const at = (values: number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;
const round = (value: number, digits = 1) => Number(value.toFixed(digits));

/** Runs, and says what each program took of the CPU for an order. */
async function run(name: string, services: Service[], work: () => Promise<Outcome>) {
  const before = services.map(cpuSecondsOf);
  const outcome = await work();
  describe(name, outcome);
  const each = services.map((service, i) => {
    const ms = ((cpuSecondsOf(service) - before[i]!) * 1_000) / outcome.paid;
    return `${service.name} ${round(ms, 2)}`;
  });
  const sender = round((outcome.senderShare * outcome.seconds * 1_000) / outcome.paid, 2);
  say(`  ms of CPU an order: ${each.join(', ')}, sender ${sender}`);
  return outcome;
}

function describe(name: string, outcome: Outcome): void {
  const rate = Math.round(outcome.paid / outcome.seconds);
  const times = steps.map((each) => {
    const all = outcome.latencies[each];
    return `${each} p50 ${round(at(all, 0.5))} p95 ${round(at(all, 0.95))} p99 ${round(at(all, 0.99))} ms`;
  });
  say(`${name}: ${rate} orders/s, ${outcome.failed} failed; ${times.join('; ')}`);
  say(`  the sender took ${round(outcome.senderShare * 100, 0)} % of a core`);
  if (outcome.firstFailure) say(`  first failure: ${outcome.firstFailure}`);
}

function goalsOf(
  saturated: Outcome,
  offered: Outcome,
  ceiling: number,
  violations: number,
): Goal[] {
  const rate = saturated.paid / saturated.seconds;
  const goal = Math.max(2_400, Math.round(ceiling));
  const latency = (each: (typeof steps)[number], share: number, limit: number): Goal => {
    const figure = round(at(offered.latencies[each], share));
    const name = `${each} p${share * 100} at ${offeredPerSecond}/s`;
    return { name, figure, unit: 'ms', goal: limit, met: figure < limit };
  };
  const failed = saturated.failed + offered.failed;
  return [
    {
      ...{ name: 'orders from hold to ticket', figure: Math.round(rate), unit: 'orders/s', goal },
      ...{ ceiling: Math.round(ceiling), ratio: round(rate / ceiling, 2), met: rate >= goal },
    },
    ...steps.flatMap((each) => [latency(each, 0.95, 100), latency(each, 0.99, 300)]),
    { name: 'orders failed', figure: failed, unit: 'orders', goal: 0, met: failed === 0 },
    { name: 'violations', figure: violations, unit: 'violations', goal: 0, met: violations === 0 },
  ];
}

await main(() =>
  withSite(async ({ env, services }) => {
    const url = env.DATABASE_URL!;
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    client.on('error', () => undefined);
    const sql = readFileSync(inRoot('scripts/bench/booking/people.sql'), 'utf8');
    await step(`${people.toLocaleString('en')} fans with wallets`, async () => {
      for (const each of sql
        .replaceAll(':people', String(people))
        .split(';')
        .filter((s) => s.trim()))
        await client.query(each);
    });
    const offeredOrders = offeredPerSecond * seconds;
    const sale = await step('Two stadiums on sale, everybody inside', () =>
      makeSale(warmingOrders + offeredOrders + saturatedOrders),
    );
    await copyDatabase(client);
    await client.end();
    const ceiling = await step('pgbench', () => ceilingOf(url, sale.scheduleIds[0]!));
    say(`pgbench: ${Math.round(ceiling)} orders/s`);
    const sender = new Sender(Number(env.PORT));
    await sender.connect(buyersAtOnce);
    const warm = sale.orders.splice(0, warmingOrders);
    await run('warming up', services, () => sender.saturate(warm));
    const some = sale.orders.splice(0, offeredOrders);
    const offered = await run(`${offeredPerSecond}/s offered`, services, () =>
      sender.offer(some, offeredPerSecond),
    );
    const saturated = await run('saturated', services, () => sender.saturate(sale.orders));
    sender.close();
    const violations = await step('The audit', () => sale.audit());
    const goals = goalsOf(saturated, offered, ceiling, violations);
    const met = goals.every((goal) => goal.met);
    console.log(JSON.stringify({ bench: 'booking', met, goals }));
  }),
);

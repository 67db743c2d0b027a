/**
 * A whole show cancelled: 10,000 wallet refunds by a real worker, against the same rows by one bare SQL statement, and
 * 1,000 card refunds at a sandbox that takes 300 ms for each answer. Fsync is on. Ends with the audit of what was left
 * behind. `--quick` takes a tenth of each.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { migrate } from '../lib/migrate';
import { inRoot } from '../lib/paths';
import { freePort } from '../lib/ports';
import { startPostgres } from '../lib/postgres';
import { startRedis } from '../lib/redis';
import { main, say, step } from '../lib/say';
import { generateSecrets } from '../lib/secrets';

const quick = process.argv.includes('--quick');
const share = quick ? 0.1 : 1;
const walletRefunds = 10_000 * share;
const cardRefunds = 1_000 * share;
const walletSecondsMax = 60;
const latencyMs = 300;
/** What a lane loses between two answers. */
const cardSlack = 1.3;

const round = (value: number) => Math.round(value * 100) / 100;

/** Less is better; the ceiling is what could not be done better. */
const goal = (name: string, figure: number, unit: string, most: number, ceiling?: number) => ({
  ...{ name, figure: round(figure), unit, goal: round(most) },
  ...(ceiling && { ceiling: round(ceiling), ratio: round(figure / ceiling) }),
  met: figure <= most,
});

/** Seconds of the bare statement, on a copy of the database. */
async function bareSeconds(databaseUrl: string, scheduleId: string): Promise<number> {
  const admin = new pg.Client({ connectionString: databaseUrl.replace(/[^/]+$/, 'postgres') });
  await admin.connect();
  await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = 'openrun' AND pid <> pg_backend_pid()`);
  await admin.query('CREATE DATABASE bare TEMPLATE openrun');
  await admin.end();
  const bare = new pg.Client({ connectionString: databaseUrl.replace(/[^/]+$/, 'bare') });
  await bare.connect();
  const from = performance.now();
  await bare.query(readFileSync(inRoot('scripts/bench/refunds/bare.sql'), 'utf8'), [scheduleId]);
  const seconds = (performance.now() - from) / 1_000;
  await bare.end();
  return seconds;
}

async function measure(databaseUrl: string) {
  // The product's own code runs here too, and reads the environment when it is loaded.
  const { startGateway } = await import('@/server/testing/gateway');
  const gateway = await startGateway();
  Object.assign(process.env, gateway.env);
  const { payByCard, refundShow, sellShow } = await import('./refunds/show');
  const { countViolations, everythingTold } = await import('./room/audit');
  const { refundsInFlightMax } = await import('@/server/payments/refunds');
  const { startWorker } = await import('@/server/testing/worker-processes');
  const { closeDb } = await import('@/server/platform/db');
  const { closeRedis } = await import('@/server/platform/redis');
  const byWallet = await step('A show paid from wallets', () => sellShow(walletRefunds));
  const byCard = await step('A show paid by card', async () => {
    const id = await sellShow(cardRefunds);
    await payByCard(id, gateway);
    return id;
  });
  const bare = await step('The bare statement', () => bareSeconds(databaseUrl, byWallet));
  await gateway.behave({ latencyMs });
  const worker = await startWorker();
  try {
    const wallets = await step('Wallet refunds', () => refundShow(byWallet));
    await step('The worker tells of it', everythingTold);
    const cards = await step('Card refunds', () => refundShow(byCard));
    const violations = await step('The audit', countViolations);
    const rate = Math.round(wallets.refunds / wallets.seconds);
    say(`${wallets.refunds} wallet refunds, ${rate}/s; ${cards.refunds} card refunds`);
    const cardCeiling = (cards.refunds * latencyMs) / 1_000 / refundsInFlightMax;
    const { refunds } = wallets;
    const seconds = (walletSecondsMax * refunds) / 10_000;
    return [
      goal(`${refunds} wallet refunds`, wallets.seconds, 's', seconds, bare),
      goal(
        `${cards.refunds} card refunds, ${refundsInFlightMax} in flight`,
        cards.seconds,
        's',
        cardCeiling * cardSlack,
        cardCeiling,
      ),
      goal('violated invariants', violations, 'count', 0),
    ];
  } finally {
    await worker.kill();
    await gateway.stop();
    await Promise.all([closeDb(), closeRedis()]);
  }
}

await main(async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'openrun-bench-refunds-'));
  mkdirSync(`${folder}/redis`);
  const postgres = await startPostgres({ dir: `${folder}/postgres`, port: await freePort() });
  const redis = await startRedis({ dir: `${folder}/redis`, port: await freePort() });
  Object.assign(process.env, generateSecrets(), {
    ...{ NODE_ENV: 'production', LOG_LEVEL: 'error' },
    ...{ DATABASE_URL: postgres.url, REDIS_URL: redis.url },
  });
  try {
    await migrate(postgres.url);
    const goals = await measure(postgres.url);
    console.log(JSON.stringify({ bench: 'refunds', met: goals.every(({ met }) => met), goals }));
  } finally {
    for (const service of [redis, postgres]) await service.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

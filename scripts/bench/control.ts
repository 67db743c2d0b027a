/**
 * The closed loop of admission at its own pace: people buy through a real API process and a real worker, and Postgres
 * goes 300 ms away for a minute; then the same without the loop. `--quick` takes half the time and does without the second.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Seen, SlowSite } from '@/server/testing/slow-site';
import { migrate } from '../lib/migrate';
import { inRoot } from '../lib/paths';
import { main, say, step } from '../lib/say';
import { generateSecrets } from '../lib/secrets';
import { startThrowawayServices } from '../lib/throwaway';

const quick = process.argv.includes('--quick');
const speed = quick ? 2 : 1;
const minuteMs = 60_000 / speed;
const targetMs = 500;
const delayMs = 300;
/** From the floor to nine tenths, were every look calm. */
const fastestReturnS = 28;

const siteOf = (databaseUrl: string): SlowSite => ({
  databaseUrl,
  windowMs: 5_000 / speed,
  admissionsPerMinute: 1_200,
  poolMax: 5,
  delayMs,
  quietMs: minuteMs / 6,
  slowMs: minuteMs,
  backMs: minuteMs + 5_000,
});

const seconds = (ms: number) => Math.round(ms / 100) / 10;

async function measure(databaseUrl: string) {
  // The product's own code runs here too, and reads the environment when it is loaded.
  const { findFall, findReturn, liveThrough, p95 } = await import('@/server/testing/slow-site');
  const { auditAll } = await import('@/server/audit');
  const site = siteOf(databaseUrl);
  const [slowFrom, slowTo] = [site.quietMs, site.quietMs + site.slowMs];
  const paidLate = ({ payments }: Seen) =>
    p95(
      payments
        .filter(({ atMs }) => atMs > slowTo - site.slowMs / 3 && atMs < slowTo)
        .map(({ ms }) => ms),
    );
  const seen = await step('With the loop', () => liveThrough(site));
  keepTrail(seen);
  const without = quick
    ? null
    : await step('Without it', () => liveThrough({ ...site, backMs: 1_000, autoRate: false }));
  const violations = (await auditAll()).reduce((sum, each) => sum + each.violations, 0);
  const open = without && Math.round(paidLate(without));
  say(`${seen.payments.length} paid, ${seen.failures.length} failed; without the loop ${open} ms`);
  const fallMs = findFall(seen, slowFrom) * speed;
  const returnMs = findReturn(seen, slowTo) * speed;
  const paidMs = Math.round(paidLate(seen));
  return [
    goal('the rate falls after Postgres went away', seconds(fallMs), 's', 10),
    goal('95 of 100 payments while it is away', paidMs, 'ms', targetMs, delayMs),
    goal('nine tenths of the rate are back', seconds(returnMs), 's', 60, fastestReturnS),
    goal(
      'violated invariants, purchases that failed',
      violations + seen.failures.length,
      'count',
      0,
    ),
    ...(open ? [{ ...goal('without the loop', open, 'ms', targetMs, delayMs), met: true }] : []),
  ];
}

/** Less is better; the ceiling is what no loop could do better. */
const goal = (name: string, figure: number, unit: string, most: number, ceiling?: number) => ({
  name,
  figure,
  unit,
  goal: most,
  ...(ceiling && { ceiling, ratio: Math.round((figure / ceiling) * 100) / 100 }),
  met: figure <= most,
});

/** The second-by-second course, for whoever wants to draw it. */
function keepTrail({ moments }: Seen): void {
  const lines = moments
    .filter((_, i) => i % 10 === 0)
    .map(({ atMs, control: { rate, slowed, readings } }) =>
      [
        seconds(atMs),
        rate,
        slowed?.reason ?? '',
        ...readings.map(({ p95Ms }) => p95Ms ?? ''),
      ].join(),
    );
  mkdirSync(inRoot('.data'), { recursive: true });
  const head = 'second,rate,reason,holds,reservations,payments,connection';
  writeFileSync(inRoot('.data/bench-control.csv'), `${[head, ...lines].join('\n')}\n`);
}

await main(async () => {
  const { databaseUrl, redisUrls, stop } = await startThrowawayServices(1);
  Object.assign(process.env, generateSecrets(), {
    NODE_ENV: 'production',
    LOG_LEVEL: 'error',
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrls[0],
  });
  try {
    await migrate(databaseUrl);
    const goals = await measure(databaseUrl);
    console.log(JSON.stringify({ bench: 'control', met: goals.every((each) => each.met), goals }));
  } finally {
    const { closeDb } = await import('@/server/platform/db');
    const { closeRedis } = await import('@/server/platform/redis');
    await Promise.all([closeDb(), closeRedis()]);
    await stop();
  }
});

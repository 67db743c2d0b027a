/**
 * npm run rebuild-sales: counts anew what each schedule sold (`sales_counters`) from Postgres while people buy; after a
 * Redis that lost what it had been told, or when `npm run audit` finds a counter wrong. Looks where `npm run audit` looks
 * (`--dir`: at the site of another data folder).
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { closeDb } from '@/server/platform/db';
import { closeRedis } from '@/server/platform/redis';
import { rebuildSales } from '@/server/sales';
import { bold, green, main, say } from './lib/say';
import { liveEnv } from './lib/site-services';

const { values } = parseArgs({ options: { dir: { type: 'string', default: '.data' } } });

await main(async () => {
  const set = Object.entries(process.env).filter(([, value]) => value);
  const live = liveEnv(path.resolve(values.dir));
  Object.assign(process.env, { LOG_LEVEL: 'error', ...live, ...Object.fromEntries(set) });
  try {
    say(`${green('✓')} counters that were wrong: ${bold(String(await rebuildSales()))}`);
    return 0;
  } finally {
    await Promise.all([closeDb(), closeRedis()]);
  }
});

/**
 * npm run rebuild-seats -- SCHEDULE_ID …: brings the seat maps in Redis back in line with Postgres while people buy,
 * whatever Redis lost or has wrong; holds that live stay. Without ids: of every schedule that is on sale. Looks where
 * `npm run audit` looks (`--dir`: at the site of another data folder, REDIS_SEATS_URL: at the seats' own Redis).
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { closeDb } from '@/server/platform/db';
import { closeRedis } from '@/server/platform/redis';
import { listMovingSchedules, rebuildSeats } from '@/server/seats';
import { bold, green, main, say } from './lib/say';
import { liveEnv } from './lib/site-services';

const { values, positionals } = parseArgs({
  options: { dir: { type: 'string', default: '.data' } },
  allowPositionals: true,
});

await main(async () => {
  const set = Object.entries(process.env).filter(([, value]) => value);
  const live = liveEnv(path.resolve(values.dir));
  Object.assign(process.env, { LOG_LEVEL: 'error', ...live, ...Object.fromEntries(set) });
  try {
    const scheduleIds = positionals.length > 0 ? positionals : await listMovingSchedules();
    for (const scheduleId of scheduleIds) {
      const settled = await rebuildSeats(scheduleId);
      say(`${green('✓')} ${scheduleId}  reservations the map had wrong: ${bold(String(settled))}`);
    }
    return 0;
  } finally {
    await Promise.all([closeDb(), closeRedis()]);
  }
});

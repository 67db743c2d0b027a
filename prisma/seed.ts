/**
 * The demo: three halls, ten concerts, people to sign in as, and sales at every point of their life, relative to
 * now. Every start runs it: `tsx prisma/seed.ts`. Never outside the demo: its people's password is public.
 */
import { closeDb } from '@/server/platform/db';
import { env } from '@/server/platform/env';
import { log } from '@/server/platform/log';
import { closeRedis } from '@/server/platform/redis';
import { seed } from './seed/index';

try {
  if (env.OPENRUN_DEMO === '1') await seed();
  else log.info('no demo data: OPENRUN_DEMO is not 1');
} finally {
  await Promise.all([closeDb(), closeRedis()]);
}

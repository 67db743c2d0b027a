import { closeDb } from '@/server/platform/db';
import { env } from '@/server/platform/env';
import { log } from '@/server/platform/log';
import { closeRedis } from '@/server/platform/redis';
import { prepareWaitingPage } from './page/waiting-page';
import { startRealtime } from './server';

prepareWaitingPage();
const realtime = await startRealtime(env.REALTIME_PORT, env.HOST);
log.info({ port: env.REALTIME_PORT }, 'realtime answers');

async function stop(): Promise<void> {
  await realtime.stop();
  await Promise.allSettled([closeDb(), closeRedis()]);
  process.exit(0);
}

process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());

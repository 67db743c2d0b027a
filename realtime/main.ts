import { closeDb } from '@/server/platform/db';
import { env } from '@/server/platform/env';
import { log } from '@/server/platform/log';
import { closeRedis } from '@/server/platform/redis';
import { noteRealtime, realtimeBeatMs } from '@/server/waiting-room';
import { boundHeapGrowth } from './heap-growth';
import { prepareWaitingPage } from './page/waiting-page';
import { startRealtime } from './server';
import { every } from './watches';

prepareWaitingPage();
const realtime = await startRealtime(env.REALTIME_PORT, env.HOST);
log.info({ port: env.REALTIME_PORT }, 'realtime answers');
const growth = boundHeapGrowth();
const beat = every(realtimeBeatMs, noteRealtime);

async function stop(): Promise<void> {
  beat.close();
  growth.close();
  await realtime.stop();
  await Promise.allSettled([closeDb(), closeRedis()]);
  process.exit(0);
}

process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());

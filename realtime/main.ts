import { setFlagsFromString } from 'node:v8';
import { closeDb } from '@/server/platform/db';
import { env } from '@/server/platform/env';
import { log } from '@/server/platform/log';
import { closeRedis } from '@/server/platform/redis';
import { noteRealtime, realtimeBeatMs } from '@/server/waiting-room';
import { prepareWaitingPage } from './page/waiting-page';
import { startRealtime } from './server';
import { every } from './watches';

// What a crowd leaves behind while it connects would double the memory of those who wait: V8 collects it when the heap
// has grown by an eighth, and not by as much again. Costs a tenth of the speed of connecting.
setFlagsFromString('--heap-growing-percent=12');

prepareWaitingPage();
const realtime = await startRealtime(env.REALTIME_PORT, env.HOST);
log.info({ port: env.REALTIME_PORT }, 'realtime answers');
const beat = every(realtimeBeatMs, noteRealtime);

async function stop(): Promise<void> {
  beat.close();
  await realtime.stop();
  await Promise.allSettled([closeDb(), closeRedis()]);
  process.exit(0);
}

process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());

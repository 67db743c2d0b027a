import { setFlagsFromString } from 'node:v8';
import { endProcess } from '@/server/platform/end';
import { env } from '@/server/platform/env';
import { log } from '@/server/platform/log';
import { prepareWaitingPage } from './page/waiting-page';
import { startRealtime } from './server';

// What a crowd leaves behind while it connects would double the memory of those who wait: V8 collects it when the heap
// has grown by an eighth, and not by as much again. Costs a tenth of the speed of connecting.
setFlagsFromString('--heap-growing-percent=12');

prepareWaitingPage();
const realtime = await startRealtime(env.REALTIME_PORT, env.HOST);
log.info({ port: env.REALTIME_PORT }, 'realtime answers');

async function stop(): Promise<void> {
  await realtime.stop();
  await endProcess();
}

process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());

import { setMaxListeners } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { leaveBus } from './jobs/bus';
import { jobs } from './jobs/registry';
import type { Job } from './jobs/job';
import { answerProbe } from './http/probes';
import { closeDb } from './platform/db';
import { env } from './platform/env';
import { log } from './platform/log';
import { closeRedis } from './platform/redis';

const stopping = new AbortController();
setMaxListeners(jobs.length + 1, stopping.signal); // each job's pause listens

/** Repeats a job until the process stops. A failed run is logged and waits a second: the next may find the database back. */
async function repeat(job: Job): Promise<void> {
  while (!stopping.signal.aborted) {
    let pauseMs = job.everyMs;
    try {
      await job.run();
    } catch (error) {
      log.warn({ job: job.name, error: (error as Error).message }, 'job failed');
      pauseMs = Math.max(pauseMs, 1_000);
    }
    await setTimeout(pauseMs, undefined, stopping).catch(() => undefined); // stopping ends the pause
  }
}

const health = createServer((request, response) => {
  void answerProbe(request.url ?? '/', response).then((isProbe) => {
    if (!isProbe) response.writeHead(404).end();
  });
});

async function stop(): Promise<void> {
  if (stopping.signal.aborted) return;
  stopping.abort();
  health.close();
  await Promise.race([running, setTimeout(5_000)]);
  await leaveBus().catch(() => undefined);
  await Promise.allSettled([closeDb(), closeRedis()]);
  process.exit(0);
}

health.listen(env.WORKER_PORT, env.HOST);
const running = Promise.all(jobs.map(repeat));
log.info({ port: env.WORKER_PORT, jobs: jobs.map((job) => job.name) }, 'worker runs');
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());

import { createServer } from 'node:http';
import { jobs } from './jobs/registry';
import type { Job } from './jobs/job';
import { answerProbe } from './http/probes';
import { closeDb } from './platform/db';
import { env } from './platform/env';
import { log } from './platform/log';
import { closeRedis } from './platform/redis';

let stopping = false;

/** Repeats a job until the process stops. A failed run is logged and waits a second: the next may find the database back. */
async function repeat(job: Job): Promise<void> {
  while (!stopping) {
    let pauseMs = job.everyMs;
    try {
      await job.run();
    } catch (error) {
      log.warn({ job: job.name, error: (error as Error).message }, 'job failed');
      pauseMs = Math.max(pauseMs, 1_000);
    }
    await new Promise((resume) => setTimeout(resume, pauseMs));
  }
}

const health = createServer((request, response) => {
  void answerProbe(request.url ?? '/', response).then((isProbe) => {
    if (!isProbe) response.writeHead(404).end();
  });
});

async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  health.close();
  await Promise.race([running, new Promise((resume) => setTimeout(resume, 5_000))]);
  await Promise.allSettled([closeDb(), closeRedis()]);
  process.exit(0);
}

health.listen(env.WORKER_PORT, env.HOST);
const running = Promise.all(jobs.map(repeat));
log.info({ port: env.WORKER_PORT, jobs: jobs.map((job) => job.name) }, 'worker runs');
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());

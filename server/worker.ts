import { createServer } from 'node:http';
import { jobs } from './jobs/registry';
import type { Job } from './jobs/job';
import { closeDb, prisma } from './platform/db';
import { env } from './platform/env';
import { log } from './platform/log';
import { closeRedis, sharedRedis } from './platform/redis';
import { renderMetrics } from './platform/metrics';

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
  void answerHealth(request.url ?? '/').then(([status, body]) => {
    response.writeHead(status, { 'content-type': 'text/plain; version=0.0.4' }).end(body);
  });
});

async function answerHealth(path: string): Promise<[status: number, body: string]> {
  if (path === '/healthz') return [200, 'ok'];
  if (path === '/metrics') return [200, await renderMetrics()];
  if (path !== '/readyz') return [404, ''];
  const ready = Promise.all([sharedRedis().ping(), prisma.$queryRaw`SELECT 1`]);
  return ready.then(
    () => [200, 'ready'] as [number, string],
    () => [503, 'a dependency is away'] as [number, string],
  );
}

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

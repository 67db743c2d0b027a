import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '@/scripts/lib/ports';
import { answers } from '@/scripts/lib/processes';

const root = process.cwd();
const tsx = createRequire(import.meta.url).resolve('tsx');
const startsWithinMs = 30_000;
const pollMs = 50;

export type WorkerProcess = { pid: number; kill(): Promise<void> };

/** Starts the worker as it is, on the test's own database and Redis; `env` goes over the test's environment. */
export async function startWorker(env: Record<string, string> = {}): Promise<WorkerProcess> {
  const port = await freePort();
  const child = spawn(process.execPath, ['--import', tsx, path.join(root, 'server/worker.ts')], {
    cwd: root,
    env: { ...process.env, WORKER_PORT: String(port), ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  const until = Date.now() + startsWithinMs;
  while (!(await answers(`http://127.0.0.1:${port}/healthz`))) {
    await wait(pollMs);
    if (Date.now() < until && child.exitCode === null) continue;
    await kill();
    throw new Error('the worker does not start');
  }
  return { pid: child.pid!, kill };
}

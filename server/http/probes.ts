import type { ServerResponse } from 'node:http';
import { pingDb } from '@/server/platform/db';
import { renderMetrics } from '@/server/platform/metrics';
import { pingRedis } from '@/server/platform/redis';

const probeTimeoutMs = 1_000;

/** `/healthz` (alive), `/readyz` (dependencies) and `/metrics` of every process; true when the path was one. */
export async function answerProbe(path: string, response: ServerResponse): Promise<boolean> {
  if (path === '/healthz') {
    response.end('ok');
  } else if (path === '/readyz') {
    const ready = await isReady();
    response.writeHead(ready ? 200 : 503).end(ready ? 'ready' : 'a dependency is away');
  } else if (path === '/metrics') {
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(await renderMetrics());
  } else {
    return false;
  }
  return true;
}

async function isReady(): Promise<boolean> {
  const timeout = new Promise<false>((answer) =>
    setTimeout(() => answer(false), probeTimeoutMs).unref(),
  );
  const checks = Promise.all([pingRedis(), pingDb()]).then(
    () => true,
    () => false,
  );
  return Promise.race([checks, timeout]);
}

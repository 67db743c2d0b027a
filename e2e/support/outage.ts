import { execFileSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { inRoot } from '@/scripts/lib/paths';
import { freePort } from '@/scripts/lib/ports';
import { startPostgres } from '@/scripts/lib/postgres';
import { startRedis } from '@/scripts/lib/redis';
import { runSite, stopSite } from '@/scripts/lib/running-site';
import type { Service } from '@/scripts/lib/service';
import { pointAt } from './site';
import { expect, test as base } from './test';

/** A server that goes away and comes back, with its data, where it was. */
export type Dependency = { url: string; stop: () => Promise<void>; start: () => Promise<void> };

type Services = { postgres: Dependency; redis: Dependency };
type OwnSite = Services & { url: string };

async function dependency(start: () => Promise<Service>): Promise<Dependency> {
  let running: Service | null = await start();
  return {
    url: running.url,
    async stop() {
      await running?.stop();
      running = null;
    },
    async start() {
      running ??= await start();
    },
  };
}

/** By the operator's own audit, on the site of the journey. */
export function expectInvariants(): void {
  const { DATABASE_URL: _, REDIS_URL: __, ...env } = process.env;
  const args = ['--import', 'tsx', inRoot('scripts/audit.ts'), '--dir', process.env.E2E_DIR!];
  const output = execFileSync(process.execPath, args, { env, encoding: 'utf8' });
  expect(output).toContain('All invariants hold.');
}

/** For journeys that take services away: a site of their own, so that no other journey misses them. */
export const test = base.extend<Services, { ownSite: OwnSite }>({
  ownSite: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the pattern
    async ({}, use) => {
      const dir = path.join(os.tmpdir(), `openrun-e2e-outage-${process.pid}`);
      const [postgresPort, redisPort] = [await freePort(), await freePort()];
      const at = (name: string) => path.join(dir, name);
      const postgres = await dependency(() =>
        startPostgres({ dir: at('postgres'), port: postgresPort, durable: false }),
      );
      const redis = await dependency(() => startRedis({ dir: at('redis'), port: redisPort }));
      const site = await runSite(dir, {
        env: { DATABASE_URL: postgres.url, REDIS_URL: redis.url },
      });
      pointAt(site, dir);
      await use({ postgres, redis, url: site.url });
      await Promise.all([postgres.start(), redis.start()]);
      await stopSite(site, dir);
      await Promise.all([postgres.stop(), redis.stop()]);
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  baseURL: async ({ ownSite }, use) => use(ownSite.url),
  postgres: async ({ ownSite: { postgres } }, use) => {
    await use(postgres);
    await postgres.start();
  },
  redis: async ({ ownSite: { redis } }, use) => {
    await use(redis);
    await redis.start();
  },
});

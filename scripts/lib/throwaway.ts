import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort } from './ports';
import { startPostgres, stopOrphanPostgres } from './postgres';
import { startRedis, stopOrphanRedis } from './redis';
import { commandLine, startTogether } from './service';

const prefix = 'openrun-test-';

export type ThrowawayServices = {
  databaseUrl: string;
  redisUrls: string[];
  stop: () => Promise<void>;
};

/**
 * A Postgres and some Redis servers for one run: on ports of their own, in a temporary folder, in
 * no hurry to reach the disk, and gone afterwards. Runs side by side do not see each other.
 */
export async function startThrowawayServices(redisCount: number): Promise<ThrowawayServices> {
  const dir = path.join(os.tmpdir(), `${prefix}${process.pid}`);
  await removeAbandoned();
  mkdirSync(dir, { recursive: true });
  const redisDirs = Array.from({ length: redisCount }, (_, index) => `${dir}/redis-${index}`);
  const services = await startTogether([
    freePort().then((port) => startPostgres({ dir: `${dir}/postgres`, port, durable: false })),
    ...redisDirs.map(async (redisDir) =>
      startRedis({ dir: redisDir, port: await freePort(), durable: false }),
    ),
  ]);
  const [postgres, ...redises] = services;
  return {
    databaseUrl: postgres!.url,
    redisUrls: redises.map((redis) => redis.url),
    stop: async () => {
      await Promise.all(services.map((service) => service.stop()));
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** What runs that were killed by signal 9 left behind: told by the pid in the folder's name. */
async function removeAbandoned() {
  for (const name of readdirSync(os.tmpdir()).filter((each) => each.startsWith(prefix))) {
    const runPid = Number(name.slice(prefix.length));
    if (runPid !== process.pid && (await commandLine(runPid)) !== '') continue;
    const dir = path.join(os.tmpdir(), name);
    const places = readdirSync(dir).map((each) => path.join(dir, each));
    await Promise.all(
      places.flatMap((place) => [stopOrphanPostgres(place), stopOrphanRedis(place)]),
    );
    rmSync(dir, { recursive: true, force: true });
  }
}

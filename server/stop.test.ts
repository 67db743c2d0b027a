import { afterAll, beforeAll, expect, test } from 'vitest';
import { seatsRedisUrl } from '@/server/platform/redis';
import { bundlePrograms, Program, removePrograms } from '@/server/testing/faults/program';
import { startTcpProxy, targetOf, throughProxy, type TcpProxy } from '@/server/testing/tcp-proxy';

let redis: TcpProxy;
let database: TcpProxy;

beforeAll(async () => {
  await bundlePrograms();
  redis = await startTcpProxy(targetOf(seatsRedisUrl()));
  database = await startTcpProxy(targetOf(process.env['DATABASE_URL']!));
});
afterAll(async () => {
  await Promise.all([redis.stop(), database.stop()]);
  removePrograms();
});

test.each(['realtime', 'worker'] as const)(
  '%s ends when it is told to, also while Redis and Postgres are away',
  async (name) => {
    const program = await Program.start(name, 0, {
      REDIS_URL: throughProxy(seatsRedisUrl(), redis),
      DATABASE_URL: throughProxy(process.env['DATABASE_URL']!, database),
    });
    for (const service of [redis, database]) {
      service.setAway(true);
      service.drop();
    }
    expect(await program.stop()).toBeLessThan(15_000);
    for (const service of [redis, database]) service.setAway(false);
  },
  60_000,
);

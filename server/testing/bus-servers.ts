import { env } from '@/server/platform/env';
import { closeRedis, sharedRedis } from '@/server/platform/redis';
import { CrashingRedis } from './faults/crashing-redis';
import type { Bus } from '@/server/outbox/bus';
import { redisStreams } from '@/server/outbox/redis-streams.redis';

/** What a bus needs of its server for the suite that every bus passes. */
export type BusServer = {
  /** A worker's own bus. */
  open(): Bus;
  /** The next test sees nothing of this one's events. */
  forget(): Promise<void>;
  /** A worker's bus dies: it says nothing any more, and nobody is told. */
  kill(bus: Bus): Promise<void>;
  /** Stops the server, does something while it is away, and starts it. */
  restart(meanwhile: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
};

type BusKind = { title: string; start: () => Promise<BusServer> };

/** A Redis of its own, with an append-only file, that dies by signal 9. */
async function startRedis(): Promise<BusServer> {
  const server = await CrashingRedis.start('--appendfsync', 'always');
  process.env.REDIS_URL = server.url;
  if (env.REDIS_URL !== server.url) throw new Error('the environment was read before');
  return {
    open: () => redisStreams(),
    forget: async () => void (await sharedRedis().flushall()),
    kill: () => Promise.resolve(),
    async restart(meanwhile) {
      await server.crash();
      await meanwhile();
      await server.restart();
    },
    async stop() {
      await closeRedis();
      await server.stop();
    },
  };
}

const redis: BusKind = { title: 'Redis Streams', start: startRedis };

export const busKinds: BusKind[] = [redis];

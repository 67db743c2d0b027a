import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startKafka, whyNoKafka } from '@/scripts/lib/kafka';
import { kafka } from '@/server/outbox/kafka';
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

type BusKind = {
  title: string;
  /** Why it cannot be tested here; null where it can. */
  missing: string | null;
  start: () => Promise<BusServer>;
};

let ownRedis: Promise<CrashingRedis> | undefined;

/** One for the file: leases and failures are counted there, whatever the bus. It keeps an append-only file. */
async function startOwnRedis(): Promise<CrashingRedis> {
  const server = await CrashingRedis.start('--appendfsync', 'always');
  process.env.REDIS_URL = server.url;
  if (env.REDIS_URL !== server.url) throw new Error('the environment was read before');
  return server;
}

/** After the last test of the file. */
export async function stopOwnRedis(): Promise<void> {
  const server = await ownRedis;
  await closeRedis();
  await server?.stop();
}

/** Dies by signal 9, and comes back with what it had acknowledged. */
async function startRedisServer(): Promise<BusServer> {
  const server = await (ownRedis ??= startOwnRedis());
  return {
    open: () => redisStreams(),
    forget: async () => void (await sharedRedis().flushall()),
    kill: () => Promise.resolve(),
    async restart(meanwhile) {
      await server.crash();
      await meanwhile();
      await server.restart();
    },
    stop: () => Promise.resolve(),
  };
}

/** A broker of its own, that dies by signal 9. Topics of a test have a prefix of their own. */
async function startKafkaServer(): Promise<BusServer> {
  await (ownRedis ??= startOwnRedis());
  const server = await startKafka(mkdtempSync(path.join(os.tmpdir(), 'openrun-kafka-')));
  let topicPrefix = '';
  return {
    open: () => kafka({ brokers: [server.brokers], topicPrefix }),
    async forget() {
      topicPrefix = `${randomUUID()}.`;
      await sharedRedis().flushall();
    },
    // It leaves what it has not committed.
    kill: (bus) => bus.close(),
    async restart(meanwhile) {
      await server.kill();
      await meanwhile();
      await server.start();
    },
    stop: () => server.stop(),
  };
}

const whyNot = whyNoKafka();

export const busKinds: BusKind[] = [
  { title: 'Redis Streams', missing: null, start: startRedisServer },
  {
    title: whyNot ? `Kafka, skipped: ${whyNot}` : 'Kafka',
    missing: whyNot,
    start: startKafkaServer,
  },
];

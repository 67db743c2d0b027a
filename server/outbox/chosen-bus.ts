import { env } from '@/server/platform/env';
import { singleton } from '@/server/platform/singleton';
import type { Bus } from './bus';
import { kafka } from './kafka';
import { redisStreams } from './redis-streams.redis';

/** This process's bus: Kafka where KAFKA_BROKERS says where it is, else streams of the Redis that is there anyway. */
export const theBus = (): Bus =>
  singleton('bus', () =>
    env.KAFKA_BROKERS
      ? kafka({ brokers: env.KAFKA_BROKERS.split(','), topicPrefix: env.KAFKA_TOPIC_PREFIX })
      : redisStreams(),
  );

import { singleton } from '@/server/platform/singleton';
import type { Bus } from './bus';
import { redisStreams } from './redis-streams.redis';

/** This process's bus. */
export const theBus = (): Bus => singleton('bus', () => redisStreams());

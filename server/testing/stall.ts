import type { Redis } from 'ioredis';
import { vi } from 'vitest';

/** The next call of a Redis command waits until it may go on: what a slow network does between two steps. */
export function stallOnce(redis: Redis, command: 'exists' | 'set' | 'evalsha') {
  const real = redis[command].bind(redis) as (...args: unknown[]) => Promise<never>;
  let goOn = () => {};
  const going = new Promise<void>((resolve) => (goOn = resolve));
  const reached = new Promise<void>((resolve) => {
    vi.spyOn(redis, command as 'exists').mockImplementationOnce(async (...args) => {
      resolve();
      await going;
      return real(...args);
    });
  });
  return { reached, goOn };
}

import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { defineScript } from './script';
import { sharedRedis } from './redis';

const takeLease = defineScript('server/platform/lua/take-lease-2.lua');

const holder = randomUUID();

/**
 * Takes or renews the lease `name` for `ttlMs` and returns its fencing token, which grows with every change of
 * holder; null while another process holds it. Work under a lease must finish, or check again, within the time.
 */
export async function takeOrRenewLease(
  name: string,
  ttlMs: number,
  redis: Redis = sharedRedis(),
  as: string = holder,
): Promise<number | null> {
  const keys = [`lease:{${name}}`, `lease:{${name}}:token`];
  const token = (await takeLease.run(redis, keys, [as, ttlMs])) as number;
  return token > 0 ? token : null;
}

/** Gives a lease back at an orderly stop, so that the next holder need not wait for it to run out. */
export async function giveUpLease(name: string, redis: Redis = sharedRedis()): Promise<void> {
  if ((await redis.get(`lease:{${name}}`)) === holder) await redis.del(`lease:{${name}}`);
}

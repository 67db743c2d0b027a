import { z } from 'zod';
import { sharedRedis } from '@/server/platform/redis';
import { defineScript } from '@/server/platform/script';
import { partitionCount } from './bus';

const leadPartitions = defineScript('server/outbox/lua/lead-partitions-2.lua');

const reply = z.array(z.tuple([z.number(), z.number(), z.union([z.literal(0), z.literal(1)])]));

export type LeadTerm = { partition: number; token: number; isShare: boolean };

/**
 * Says that a worker lives and returns what it leads for `leaseMs` from now: its share, and what it has yet to give
 * back. With 0 it leaves and leads nothing.
 */
export async function claimShare(
  worker: string,
  leaseMs: number,
  givenBack: number[],
): Promise<LeadTerm[]> {
  const keys = ['{bus}:workers', '{bus}:leases'];
  const args = [worker, leaseMs, partitionCount, ...givenBack];
  const led = reply.parse(await leadPartitions.run(sharedRedis(), keys, args));
  return led.map(([partition, token, share]) => ({ partition, token, isShare: share === 1 }));
}

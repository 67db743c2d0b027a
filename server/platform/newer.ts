import type { Redis } from 'ioredis';
import { z } from 'zod';
import { defineScript } from './script';

const writeScript = defineScript('server/platform/lua/write-newer-1.lua');

/**
 * Copies fields of a row into a hash, in the order of the row's changes: `updatedAt` (Unix ms) is the change they were
 * read at, and a later one that is there already stays. False when it did.
 */
export async function writeNewer(
  redis: Redis,
  key: string,
  updatedAt: number,
  fields: Record<string, string | number>,
): Promise<boolean> {
  const reply = await writeScript.run(redis, [key], [updatedAt, ...Object.entries(fields).flat()]);
  return z.literal([0, 1]).parse(reply) === 1;
}

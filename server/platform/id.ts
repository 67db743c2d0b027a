import { randomFillSync } from 'node:crypto';

/** Random bytes for some ids at once: asking the system costs ten times what an id does. */
const pool = Buffer.alloc(16 * 256);
let used = pool.length;

function randomSixteen(): Buffer {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += 16;
  return pool.subarray(used - 16, used);
}

/** A UUID of version 7 (RFC 9562): 48 bits of Unix milliseconds, then 74 random bits, so that keys grow at one end of an index. */
export function newId(nowMs: number = Date.now()): string {
  const bytes = randomSixteen();
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

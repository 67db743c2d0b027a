import { createHash, randomBytes } from 'node:crypto';
import { siteBeacon } from './beacon';
import { commitInRedis } from './draw.redis';
import { keepSeed } from './draw.store';

/**
 * Promises the draw of a line, before anybody can know how it comes out: the hash of a secret seed, and the one future
 * round of the beacon. To be called whenever the line's settings changed.
 */
export async function commitDraw(scheduleId: string): Promise<void> {
  const seed = await keepSeed(scheduleId, randomBytes(32).toString('hex'));
  const seedHash = createHash('sha256').update(seed).digest('hex');
  await commitInRedis(scheduleId, { seed, seedHash, beacon: siteBeacon().view });
}

import { createHash } from 'node:crypto';
import { readLine } from '../waiting-room.redis';
import { makeDrawInRedis, readSeed } from './draw.redis';
import { keyText } from './formulas';

/** The leader's part of the draw in one tick. True once the lobby is drawn. */
export async function tendDraw(scheduleId: string, leaseToken: number): Promise<boolean> {
  const line = await readLine(scheduleId);
  if (!line?.lobbySize || line.nowMs < line.opensAt) return false;
  const seed = await readSeed(scheduleId);
  const text = keyText({ seed, root: '', beaconValue: null, scheduleId });
  const key = createHash('sha256').update(text).digest('hex');
  const { lobbySize } = line;
  const outcome = { lobbySize, root: '', key, trust: 'operator' as const, beaconSignature: '' };
  return makeDrawInRedis(scheduleId, leaseToken, outcome);
}

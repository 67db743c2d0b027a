import { z } from 'zod';
import { lineRedis } from '@/server/platform/redis';
import { defineScript } from '@/server/platform/script';
import { keys, leaseTokenKey } from '../waiting-room.redis';
import type { DrawTrust } from '../waiting-room.schema';

const makeScript = defineScript('server/waiting-room/lua/make-draw-3.lua');

const drawReply = z.enum(['drawn', 'fenced', 'early', 'other']);

export type DrawOutcome = {
  lobbySize: number;
  root: string;
  key: string;
  trust: DrawTrust;
  beaconSignature: string;
};

/** Writes the key that orders the lobby, once. False for anyone but the leader with the published list. */
export async function makeDrawInRedis(
  scheduleId: string,
  leaseToken: number,
  { lobbySize, root, key, trust, beaconSignature }: DrawOutcome,
): Promise<boolean> {
  const reply = await makeScript.run(
    lineRedis(),
    [...keys(scheduleId, 'line', 'events'), leaseTokenKey(scheduleId)],
    [leaseToken, lobbySize, root, key, trust, beaconSignature],
  );
  return drawReply.parse(reply) === 'drawn';
}

export async function readSeed(scheduleId: string): Promise<string> {
  const [lineKey] = keys(scheduleId, 'line');
  return z
    .string()
    .min(1)
    .parse(await lineRedis().hget(lineKey!, 'seed'));
}

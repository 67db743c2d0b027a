import { z } from 'zod';
import { lineRedis } from '@/server/platform/redis';
import { defineScript } from '@/server/platform/script';
import { keys } from './waiting-room.redis';

const extendScript = defineScript('server/waiting-room/lua/extend-pass-6.lua');

const extendReply = z.tuple([
  z.enum(['extended', 'used', 'none']),
  z.coerce.number().int(),
  z.string(),
]);

/** Gives the pass of somebody inside its whole time once more; once. */
export async function extendInRedis(scheduleId: string, accountId: string) {
  const reply = await extendScript.run(
    lineRedis(),
    keys(scheduleId, 'line', 'places', 'inside', 'passes', 'extended', 'events'),
    [accountId],
  );
  const [status, ms, passId] = extendReply.parse(reply);
  return { status, ms, passId };
}

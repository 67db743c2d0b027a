import { z } from 'zod';
import { lineRedis } from '@/server/platform/redis';
import { defineScript } from '@/server/platform/script';
import type { Slowed } from './control-policy';
import { slowReasonSchema } from './waiting-room.schema';
import { leaseTokenKey, key } from './waiting-room.redis';

const setRateScript = defineScript('server/waiting-room/lua/set-rate-2.lua');

const number = z.coerce.number();
const slowedSchema = z.object({
  rateNow: number,
  reason: slowReasonSchema,
  slowedAtMs: number,
  cutAtMs: number,
  steppedAtMs: number,
});
const fields = ['rateNow', 'slowReason', 'slowedAt', 'rateCutAt', 'rateSteppedAt'] as const;

/** How the line is slowed, or null, and how many came in since `sinceMs`. */
export async function readPace(scheduleId: string, sinceMs: number) {
  const redis = lineRedis();
  const [values, entered] = await Promise.all([
    redis.hmget(key(scheduleId, 'line'), ...fields),
    redis.zcount(key(scheduleId, 'entries'), sinceMs, '+inf'),
  ]);
  const [rateNow, reason, slowedAtMs, cutAtMs, steppedAtMs] = values;
  const slowed = { rateNow, reason, slowedAtMs, cutAtMs, steppedAtMs };
  return { slowed: rateNow === null ? null : slowedSchema.parse(slowed), entered };
}

/** Slows a line, or with null gives it its whole rate. False for a leader that is one no more. */
export async function setRateInRedis(
  scheduleId: string,
  leaseToken: number,
  slowed: Slowed | null,
): Promise<boolean> {
  const reply = await setRateScript.run(
    lineRedis(),
    [key(scheduleId, 'line'), leaseTokenKey(scheduleId)],
    slowed
      ? [
          leaseToken,
          slowed.rateNow.toFixed(2),
          slowed.reason,
          slowed.slowedAtMs,
          slowed.cutAtMs,
          slowed.steppedAtMs,
        ]
      : [leaseToken, ''],
  );
  return z.enum(['done', 'fenced']).parse(reply) === 'done';
}

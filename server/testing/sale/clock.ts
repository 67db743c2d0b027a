import { prisma } from '@/server/platform/db';
import { seatsRedis } from '@/server/platform/redis';
import { seatKeys } from '@/server/seats';

// The clock of a sale: nobody waits for it, what is stored moves into the past instead.

let ends = 1_000;

/** A person's living hold has just run out. Seats that somebody took over stay theirs. */
export async function endHold(scheduleId: string, accountId: string): Promise<void> {
  const keys = seatKeys(scheduleId);
  const redis = seatsRedis();
  const [expiresAt, seats] = await redis.hmget(keys.hold(accountId), 'expiresAt', 'seats');
  const endedAt = ends++; // no two ends alike, as no two owners are
  await redis.hset(keys.hold(accountId), 'expiresAt', endedAt);
  await redis.zadd(keys.expiring, endedAt, accountId);
  for (const seat of seats!.split(',')) {
    const owner = await redis.hget(keys.owners, seat);
    if (owner !== `h:${expiresAt}:${accountId}`) continue;
    await redis.hset(keys.owners, seat, `h:${endedAt}:${accountId}`);
  }
}

export const endPassCopy = (scheduleId: string, accountId: string) =>
  seatsRedis().del(seatKeys(scheduleId).pass(accountId));

/** The time to pay is over, by more than the moment that is left to a payment on its way. */
export const endPayTime = (reservationId: string) =>
  prisma.reservation.update({
    where: { id: reservationId },
    data: { expiresAt: new Date(Date.now() - 3_600_000) },
  });

/** A minute goes by for whatever the reconciler has noted as unwritten. */
export async function ageUnwritten(scheduleId: string): Promise<void> {
  const key = seatKeys(scheduleId).unwritten;
  for (const noted of await seatsRedis().zrange(key, '0', '-1'))
    await seatsRedis().zincrby(key, '-60000', String(noted));
}

type Remembered = { key: string; value: Buffer; ttlMs: number }[];

const keysOf = (scheduleId: string) => seatsRedis().keys(`*${scheduleId}*`);

/** All that Redis knows of a schedule's seats. */
export async function remember(scheduleId: string): Promise<Remembered> {
  const keys = (await keysOf(scheduleId)).filter((key) => key.startsWith('{s:'));
  return Promise.all(
    keys.map(async (key) => ({
      key,
      value: (await seatsRedis().dumpBuffer(key))!,
      ttlMs: Math.max(0, await seatsRedis().pttl(key)),
    })),
  );
}

/** Redis came back from a crash without what it was told since then. */
export async function rewind(scheduleId: string, remembered: Remembered): Promise<void> {
  const keys = (await keysOf(scheduleId)).filter((key) => key.startsWith('{s:'));
  if (keys.length > 0) await seatsRedis().del(...keys);
  for (const { key, value, ttlMs } of remembered)
    await seatsRedis().restore(key, ttlMs, value, 'REPLACE');
}

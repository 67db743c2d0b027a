import { z } from 'zod';
import { lineRedis } from '@/server/platform/redis';
import { chunksOf } from '@/server/platform/lists';
import { defineScript } from '@/server/platform/script';
import { key, keys, noticesChannel } from './waiting-room.redis';
import type { LineNotice } from './waiting-room.schema';

const takeScript = defineScript('server/waiting-room/lua/take-code-2.lua');

/** Copies codes for the joins to check. What was used of them stays. */
export async function writeCodes(
  scheduleId: string,
  codes: { codeHash: string; usesMax: number }[],
): Promise<void> {
  for (const some of chunksOf(codes, 1_000)) {
    const fields = some.flatMap((code) => [code.codeHash, code.usesMax]);
    await lineRedis().hset(key(scheduleId, 'codes'), ...fields);
  }
}

/** Uses a code for an account: once, however often the same account comes with it. */
export async function takeCodeInRedis(scheduleId: string, codeHash: string, accountId: string) {
  const reply = await takeScript.run(lineRedis(), keys(scheduleId, 'codes', 'codeUses'), [
    codeHash,
    accountId,
  ]);
  return z.enum(['taken', 'used_up', 'unknown']).parse(reply);
}

/** Tells a person's devices that they stand in the presale lane now. */
export async function tellJoined(scheduleId: string, accountId: string): Promise<void> {
  const notice: LineNotice = { kind: 'joined', accounts: [accountId] };
  await lineRedis().publish(noticesChannel(scheduleId), JSON.stringify(notice));
}

/** Tickets of the presale lane whose place number is not written yet. */
export async function listUnnumbered(scheduleId: string, count: number): Promise<number[]> {
  const found = await lineRedis().zrangebyscore(
    key(scheduleId, 'presale'),
    0,
    0,
    'LIMIT',
    0,
    count,
  );
  return found.map(Number);
}

/** Writes the drawn numbers of tickets in the presale lane. */
export async function writePresaleNumbers(
  scheduleId: string,
  numbers: { ticket: number; number: number }[],
): Promise<void> {
  const pairs = numbers.flatMap(({ ticket, number }) => [number, ticket]);
  await lineRedis().zadd(key(scheduleId, 'presale'), 'XX', ...pairs);
}

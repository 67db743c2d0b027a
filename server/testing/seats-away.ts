import { expect } from 'vitest';
import { z } from 'zod';
import { newId } from '@/server/platform/id';
import { aFan, bearerOf } from './people';
import { type SeatSnapshot, seatSnapshotSchema } from '@/server/seats/seats.schema';

/**
 * The seats as a process answers them, once it is so. Degraded also for who reserves: a call that fails says so some
 * moments before the process holds its Redis to be away.
 */
export async function seatsSeenBy(
  origin: string,
  scheduleId: string,
  how: 'live' | 'degraded',
): Promise<SeatSnapshot> {
  let seen: SeatSnapshot | undefined;
  const look = async () => {
    const response = await fetch(`${origin}/api/schedules/${scheduleId}/seats`);
    seen = response.ok ? seatSnapshotSchema.parse(await response.json()) : undefined;
    return seen?.degraded;
  };
  await expect.poll(look, { timeout: 20_000, interval: 50 }).toBe(how === 'degraded');
  if (how === 'degraded') await reservesWithoutHolds(origin, scheduleId);
  return seen!;
}

async function reservesWithoutHolds(origin: string, scheduleId: string): Promise<void> {
  const headers = {
    ...bearerOf(await aFan()),
    'content-type': 'application/json',
    'idempotency-key': newId(),
  };
  const request = { method: 'POST', headers, body: JSON.stringify({ scheduleId, seatIds: [0] }) };
  const refusal = async () => {
    const response = await fetch(`${origin}/api/reservations`, request);
    return z.object({ code: z.string() }).parse(await response.json()).code;
  };
  await expect.poll(refusal, { timeout: 20_000, interval: 50 }).toBe('pass_required');
}

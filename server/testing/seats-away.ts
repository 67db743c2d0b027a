import { expect } from 'vitest';
import { type SeatSnapshot, seatSnapshotSchema } from '@/server/seats/seats.schema';

/** The seats as a process answers them, once it is so. */
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
  return seen!;
}

import { z } from 'zod';
import { lineRedis } from '@/server/platform/redis';
import { defineScript } from '@/server/platform/script';
import { keys, noticesChannel } from './waiting-room.redis';
import { snoozeMs, snoozesMax } from './waiting-room.schema';

const snoozeScript = defineScript('server/waiting-room/lua/snooze-place-9.lua');
const wakeScript = defineScript('server/waiting-room/lua/wake-places-7.lua');

/** How many wake in one run of the script: the next run is 250 ms later. */
const wakesMax = 200;

const snoozeReply = z.enum(['snoozed', 'snoozing', 'used', 'moved', 'not_waiting', 'none']);

/** `number` is the place number as last read, null before the draw. */
export async function snoozeInRedis(scheduleId: string, accountId: string, number: number | null) {
  const reply = await snoozeScript.run(
    lineRedis(),
    keys(
      scheduleId,
      'line',
      'places',
      'roll',
      'invited',
      'passed',
      'returned',
      'snoozed',
      'snoozes',
      'events',
    ),
    [accountId, snoozeMs, snoozesMax, number ?? ''],
  );
  return snoozeReply.parse(reply);
}

/** Wakes one account, or all whose snooze is over. Returns how many woke. */
export async function wakeInRedis(scheduleId: string, accountId?: string): Promise<number> {
  const reply = await wakeScript.run(
    lineRedis(),
    keys(scheduleId, 'line', 'places', 'roll', 'passed', 'returned', 'snoozed', 'events'),
    [accountId ?? '', wakesMax, noticesChannel(scheduleId)],
  );
  return z.coerce.number().int().parse(reply);
}

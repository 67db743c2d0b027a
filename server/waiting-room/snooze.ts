import { type Actor, requireAccount } from '@/server/platform/actor';
import { Refusal } from '@/server/platform/refusal';
import { requireLine } from './lines';
import { drawnNumber, findPlace } from './places';
import { snoozeInRedis, wakeInRedis } from './snooze.redis';
import { readPlace } from './read-place.redis';
import { snoozesMax, type PlaceView } from './waiting-room.schema';

/**
 * Lets others pass for five minutes: the number stays, nobody calls, and on waking the actor takes the next slot that
 * frees if the turn has come up meanwhile. Somebody invited gives the invitation back. Three times a place.
 */
export async function snoozePlace(actor: Actor, scheduleId: string): Promise<PlaceView> {
  const { id } = requireAccount(actor);
  await findPlace(actor, scheduleId); // is there, and no longer passed over
  const [line, place] = await Promise.all([requireLine(scheduleId), readPlace(scheduleId, id)]);
  const number = place && drawnNumber(line, place.ticket);
  switch (await snoozeInRedis(scheduleId, id, number)) {
    case 'snoozed':
    case 'snoozing':
      return findPlace(actor, scheduleId);
    case 'moved': // drawn and called up since the number was read
      return snoozePlace(actor, scheduleId);
    case 'used':
      throw new Refusal('snooze_used', { snoozesMax });
    case 'not_waiting':
      throw new Refusal('not_waiting');
    case 'none':
      throw new Refusal('no_place');
  }
}

/** Ends the actor's snooze before its time. Nothing happens to who is awake. */
export async function wakePlace(actor: Actor, scheduleId: string): Promise<PlaceView> {
  const { id } = requireAccount(actor);
  await wakeInRedis(scheduleId, id);
  return findPlace(actor, scheduleId);
}

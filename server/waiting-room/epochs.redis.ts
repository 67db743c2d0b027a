import { z } from 'zod';
import { lineRedis } from '@/server/platform/redis';
import { defineScript } from '@/server/platform/script';
import { keys } from './waiting-room.redis';
import { placesPerLineMax } from './waiting-room.schema';

const reinstateScript = defineScript('server/waiting-room/lua/reinstate-place-8.lua');

const reinstateReply = z.enum([
  'reinstated',
  'kept',
  'taken',
  'drawn',
  'unidentified',
  'over',
  'unconfigured',
]);

export type LostPlace = { ticket: number; number: number; isPresale: boolean; identity: string };

/**
 * Gives an account back the ticket that a verified token says was its own. `number` is 0 before the draw; `identity` the
 * keyed hash of the person's identity, '' until the line asks for it.
 */
export async function reinstateInRedis(
  scheduleId: string,
  accountId: string,
  { ticket, number, isPresale, identity }: LostPlace,
) {
  const reply = await reinstateScript.run(
    lineRedis(),
    keys(
      scheduleId,
      'line',
      'places',
      'roll',
      'passed',
      'returned',
      'snoozed',
      'events',
      'presale',
    ),
    [accountId, ticket, number, placesPerLineMax, Number(isPresale), identity],
  );
  return reinstateReply.parse(reply);
}

/** Those of the accounts that have no place, at most as many as fit one command. */
export async function listPlaceless(scheduleId: string, accountIds: string[]): Promise<string[]> {
  if (accountIds.length === 0) return [];
  const [places] = keys(scheduleId, 'places');
  const tickets = await lineRedis().hmget(places!, ...accountIds);
  return accountIds.filter((_, index) => tickets[index] === null);
}

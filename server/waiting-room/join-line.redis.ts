import { z } from 'zod';
import { lineRedis } from '@/server/platform/redis';
import { defineScript } from '@/server/platform/script';
import { keys } from './waiting-room.redis';
import { placesPerLineMax } from './waiting-room.schema';

const joinScript = defineScript('server/waiting-room/lua/join-line-5.lua');

const joinReply = z.tuple([
  z.enum([
    'joined',
    'again',
    'unconfigured',
    'over',
    'not_open',
    'unverified',
    'unidentified',
    'identity_in_line',
    'full',
  ]),
  z.coerce.number().int(),
]);

/** Gives an account its place: the one it has, else a new one at the end. `identity` where the line asks for one. */
export async function joinInRedis(
  scheduleId: string,
  account: { id: string; emailVerified: boolean },
  isPresale = false,
  identity = '',
) {
  const reply = await joinScript.run(
    lineRedis(),
    keys(scheduleId, 'line', 'places', 'roll', 'events', 'presale'),
    [account.id, account.emailVerified ? '1' : '0', placesPerLineMax, Number(isPresale), identity],
  );
  const [status, ticket] = joinReply.parse(reply);
  return { status, ticket };
}

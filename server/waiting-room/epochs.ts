import type { Actor } from '@/server/platform/actor';
import { chunksOf } from '@/server/platform/lists';
import { findIdentityHash } from '@/server/users';
import { numberOfTicket } from './draw/order';
import { listPlaceless, reinstateInRedis } from './epochs.redis';
import { verifyJoin } from './join-token';
import { drawOf, loadLine, requireLine } from './lines';

/**
 * Redis syncs its append-only file each second, and a replica lags: a crash or a failover may cost the last seconds of
 * what was acknowledged. So the scripts that give places out, or let people in, compare the run id of the server with
 * the line's, and at another one begin a new epoch (lua/include/epoch.lua): tickets jump past whatever may have been
 * given out, the door stays shut for a moment, and whoever has a join token gets the forgotten place back here.
 */

/** A draw may be made between reading the line and running the script, and the line may ask for an identity. */
const triesMax = 4;

/** Brings back the place that a join token proves, where Redis knows nothing of it. False: all stays as it is. */
export async function reinstatePlace(
  scheduleId: string,
  accountId: string,
  joinToken: string,
): Promise<boolean> {
  const claims = verifyJoin(joinToken, { scheduleId, accountId });
  if (!claims) return false;
  let identity: string | null = '';
  for (let tries = 0; tries < triesMax && identity !== null; tries++) {
    const draw = drawOf(await requireLine(scheduleId));
    const number = draw ? numberOfTicket(draw, claims.ticket) : 0;
    const status = await reinstateInRedis(scheduleId, accountId, {
      ticket: claims.ticket,
      number,
      isPresale: claims.lane === 'presale',
      identity,
    });
    if (status === 'unconfigured') await loadLine(scheduleId);
    else if (status === 'unidentified') identity = await findIdentityHash(accountId);
    else if (status !== 'drawn') return status === 'reinstated';
  }
  return false;
}

/** Whether an actor shows a join token of their own for this line. */
export const holdsPlace = (actor: Actor, scheduleId: string, joinToken?: string): boolean =>
  actor.kind === 'account' && verifyJoin(joinToken, { scheduleId, accountId: actor.id }) !== null;

const accountsMax = 500;

/** Who of these people the line has forgotten: they are asked for their join tokens. */
export async function findForgotten(scheduleId: string, accountIds: string[]): Promise<string[]> {
  const forgotten: string[] = [];
  for (const some of chunksOf(accountIds, accountsMax))
    forgotten.push(...(await listPlaceless(scheduleId, some)));
  return forgotten;
}

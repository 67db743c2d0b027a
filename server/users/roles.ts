import { anonymous, type Actor, type Role } from '@/server/platform/actor';
import { cached, dropCached } from '@/server/platform/cache';
import { isEnded } from './ended-sessions';
import { actorOfClaims, verifySession } from './session-token';
import { findRole } from './users.store';

const roleKey = (accountId: string) => `account-role:${accountId}`;
const roleKeptMs = 60_000;

/**
 * Who a session token speaks for. A fan's token is taken at its word: nothing to look up while the crowd comes.
 * Staff's rights are asked again (cached, dropped on change), so that a role taken away is gone at once and not
 * when the token ends. Nobody's session outlives a new password.
 */
export async function actorOfSession(token: string | undefined): Promise<Actor> {
  const session = verifySession(token);
  if (!session || isEnded(session)) return anonymous;
  const actor = actorOfClaims(session);
  if (actor.role === 'FAN') return actor;
  const role = await cached<Role | null>(roleKey(actor.id), roleKeptMs, () => findRole(actor.id));
  return role ? { ...actor, role } : anonymous;
}

export const forgetRole = (accountId: string): Promise<void> => dropCached(roleKey(accountId));

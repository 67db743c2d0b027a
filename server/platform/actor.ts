import { Refusal } from './refusal';

export type Role = 'FAN' | 'ORGANISER' | 'ADMIN';

/** Somebody signed in. */
export type Account = { kind: 'account'; id: string; role: Role; emailVerified: boolean };

/** Who asks: verbs take it first. */
export type Actor = Account | { kind: 'anonymous' };

export const anonymous: Actor = { kind: 'anonymous' };

export function requireAccount(actor: Actor): Account {
  if (actor.kind !== 'account') throw new Refusal('sign_in_required');
  return actor;
}

/** Organisers and admins. What an organiser may touch beyond that is the noun's own policy. */
export function requireStaff(actor: Actor): Account {
  const account = requireAccount(actor);
  if (account.role === 'FAN') throw new Refusal('staff_only');
  return account;
}

export function requireAdmin(actor: Actor): Account {
  const account = requireAccount(actor);
  if (account.role !== 'ADMIN') throw new Refusal('staff_only');
  return account;
}

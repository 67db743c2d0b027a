import { verifySession, type SessionClaims } from './session-token';
import type { AccountView, PersonView } from './users.schema';
import type { AccountRow } from './users.store';

type Shown = Omit<AccountRow, 'passwordHash'>;

export function presentAccount(row: Shown): AccountView {
  const { id, email, name, role, locale, emailVerifiedAt } = row;
  return { id, email, name, role, locale, emailVerified: emailVerifiedAt !== null };
}

export function presentPerson(row: Shown): PersonView {
  return { ...presentAccount(row), createdAt: row.createdAt.toISOString() };
}

export function sessionClaims(row: Shown): SessionClaims {
  const { id, role, name, emailVerifiedAt } = row;
  return { sub: id, role, name, email_verified: emailVerifiedAt !== null };
}

/** Whether the token is this account's and says of it what is so now; true also where it is somebody else's. */
export function sessionSaysStill(token: string | undefined, row: Shown): boolean {
  const said = verifySession(token);
  if (said?.sub !== row.id) return true;
  const now = sessionClaims(row);
  return (['role', 'name', 'email_verified'] as const).every((claim) => said[claim] === now[claim]);
}

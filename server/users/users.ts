import { requireAccount, requireAdmin, type Actor, type Role } from '@/server/platform/actor';
import { standsForMany } from '@/server/platform/address';
import { withTx } from '@/server/platform/db';
import { defineLimit } from '@/server/platform/rate-limit';
import { Refusal } from '@/server/platform/refusal';
import { hashPassword } from './password';
import { forgetRole } from './roles';
import { findOrMakeSocialAccount, type SocialProfile } from './social.store';
import {
  peoplePageSize,
  type PeopleInput,
  type ProfileInput,
  type SignUpInput,
} from './users.schema';
import {
  changeRoleTx,
  findAccount,
  insertAccount,
  listAccounts,
  updateProfile,
  type AccountRow,
} from './users.store';

const signUpLimit = defineLimit('sign-up', 30, 60 * 60);

/** As `createAccount`, at most 30 an hour from one address. */
export async function signUp(input: SignUpInput, address: string): Promise<AccountRow> {
  if (!standsForMany(address)) await signUpLimit.take(address);
  return createAccount(input);
}

/** Makes the account of a fan. The verification link follows by e-mail, after the commit. */
export async function createAccount(input: SignUpInput): Promise<AccountRow> {
  const { email, name, locale, password } = input;
  return insertAccount({ email, name, locale, passwordHash: await hashPassword(password) });
}

/** The account of somebody who comes from Google, Kakao or Naver; `email_unverified` when it told no e-mail. */
export async function accountForSocial(
  profile: Omit<SocialProfile, 'email'> & { email?: string | null },
): Promise<AccountRow> {
  const { email } = profile;
  if (!email) throw new Refusal('email_unverified');
  return findOrMakeSocialAccount({ ...profile, email });
}

/** The asker's own account as it is now; null for nobody, and for a token whose account is gone. */
export async function findOwnAccount(actor: Actor): Promise<AccountRow | null> {
  return actor.kind === 'account' ? findAccount(actor.id) : null;
}

export async function updateOwnProfile(actor: Actor, change: ProfileInput): Promise<AccountRow> {
  return updateProfile(requireAccount(actor).id, change);
}

export async function listPeople(actor: Actor, input: PeopleInput) {
  requireAdmin(actor);
  const { rows, total } = await listAccounts({ ...input, size: peoplePageSize });
  return { rows, total, page: input.page, pages: Math.max(1, Math.ceil(total / peoplePageSize)) };
}

/** Gives a role, and takes the old one's rights away at once everywhere. One's own is another admin's to change. */
export async function changeRole(actor: Actor, accountId: string, role: Role): Promise<AccountRow> {
  const admin = requireAdmin(actor);
  if (admin.id === accountId) throw new Refusal('own_role');
  const row = await withTx((tx) => changeRoleTx(tx, { actorId: admin.id, accountId, role }));
  if (!row) throw new Refusal('not_found');
  await forgetRole(accountId);
  return row;
}

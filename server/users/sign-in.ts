import { createHash } from 'node:crypto';
import { standsForMany } from '@/server/platform/address';
import { defineLimit } from '@/server/platform/rate-limit';
import { Refusal } from '@/server/platform/refusal';
import { passwordMatches } from './password';
import type { SignInInput } from './users.schema';
import { findAccountByEmail, type AccountRow } from './users.store';

/**
 * Failed tries. Few for one account from one address; more for one account from anywhere, so that nobody can
 * lock a rival out from one place; many for one address, which a phone network shares among thousands.
 */
const limits = {
  pair: defineLimit('sign-in:pair', 5, 5 * 60),
  account: defineLimit('sign-in:account', 50, 15 * 60),
  address: defineLimit('sign-in:address', 100, 15 * 60),
};

/** E-mails stay out of Redis. An unknown one is counted like a known one. */
const accountKey = (email: string) =>
  createHash('sha256').update(email.toLowerCase()).digest('base64url');

/**
 * The account whose e-mail and password these are. `wrong_credentials` says the same, after the same work, for
 * an unknown e-mail, an account without a password and a wrong password.
 */
export async function signIn(input: SignInInput, address: string): Promise<AccountRow> {
  const account = accountKey(input.email);
  const taken = [
    { limit: limits.pair, key: `${account}:${address}` },
    { limit: limits.account, key: account },
    ...(standsForMany(address) ? [] : [{ limit: limits.address, key: address }]),
  ];
  // Taken before the password is tried and given back after, so that a burst of guesses counts in full.
  for (const { limit, key } of taken) await limit.take(key);
  const row = await findAccountByEmail(input.email);
  if (!(await passwordMatches(row?.passwordHash, input.password)) || !row) {
    throw new Refusal('wrong_credentials');
  }
  await limits.pair.forget(`${account}:${address}`);
  await Promise.all(taken.slice(1).map(({ limit, key }) => limit.giveBack(key)));
  return row;
}

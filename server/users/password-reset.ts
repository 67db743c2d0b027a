import { createHash, randomBytes } from 'node:crypto';
import { sendMail } from '@/server/notifications';
import { standsForMany } from '@/server/platform/address';
import { env } from '@/server/platform/env';
import { newId } from '@/server/platform/id';
import { defineLimit } from '@/server/platform/rate-limit';
import { Refusal } from '@/server/platform/refusal';
import { readEndedSessions } from './ended-sessions';
import { hashPassword } from './password';
import { passwordResetMail } from './password-reset-mail';
import { isResetLive, publishResetAsked, replaceReset, useReset } from './password-reset.store';
import { findAccount, findAccountByEmail, type AccountRow } from './users.store';
import type { PasswordInput } from './users.schema';

const linkMinutes = 30;

const limits = {
  account: defineLimit('password-reset:account', 3, 15 * 60),
  address: defineLimit('password-reset:address', 30, 60 * 60),
};

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url');

/**
 * Asks for a link to set a new password. The same happens for an e-mail that has no account, and takes as long: the
 * worker knows which of them to mail.
 */
export async function askPasswordReset(email: string, address: string): Promise<void> {
  await limits.account.take(hashOf(email.toLowerCase()));
  if (!standsForMany(address)) await limits.address.take(address);
  const account = await findAccountByEmail(email);
  await publishResetAsked(account?.id ?? null, account?.id ?? newId());
}

/** Mails a link that works once, for half an hour. Only its hash is kept; the token stands behind `#`. */
export async function sendPasswordReset(accountId: string): Promise<void> {
  const account = await findAccount(accountId);
  if (!account) return;
  const token = randomBytes(24).toString('base64url');
  const expiresAt = new Date(Date.now() + linkMinutes * 60_000);
  await replaceReset({ tokenHash: hashOf(token), accountId, expiresAt });
  const link = `${env.PUBLIC_URL}/reset-password#${token}`;
  await sendMail({ to: account.email, ...passwordResetMail(account, link, linkMinutes) });
}

/** Sets the password of the link's account and ends its sessions; `reset_expired` when it is unknown, used or over. */
export async function resetPassword({ token, password }: PasswordInput): Promise<AccountRow> {
  const tokenHash = hashOf(token);
  // Hashing a password is dear: not for a link that somebody made up.
  if (!(await isResetLive(tokenHash))) throw new Refusal('reset_expired');
  const accountId = await useReset(tokenHash, await hashPassword(password));
  if (!accountId) throw new Refusal('reset_expired');
  await readEndedSessions();
  return (await findAccount(accountId))!;
}

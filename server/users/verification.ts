import { createHash, randomBytes } from 'node:crypto';
import { sendMail } from '@/server/notifications';
import { requireAccount, type Actor } from '@/server/platform/actor';
import { env } from '@/server/platform/env';
import { defineLimit } from '@/server/platform/rate-limit';
import { Refusal } from '@/server/platform/refusal';
import { verificationMail } from './verification-mail';
import { findAccount, type AccountRow } from './users.store';
import { insertVerification, useVerification } from './verification.store';

const linkHours = 24;
const resendLimit = defineLimit('verification', 3, 10 * 60);

const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');

/**
 * Mails a link that works once, for a day. Only its hash is kept. The token stands behind `#`, which no server,
 * log or Referer sees.
 */
export async function sendVerification(accountId: string): Promise<void> {
  const account = await findAccount(accountId);
  if (!account || account.emailVerifiedAt) return;
  const token = randomBytes(24).toString('base64url');
  const expiresAt = new Date(Date.now() + linkHours * 3_600_000);
  await insertVerification({ tokenHash: hashOf(token), accountId, expiresAt });
  const link = `${env.PUBLIC_URL}/verify-email#${token}`;
  await sendMail({ to: account.email, ...verificationMail(account, link, linkHours) });
}

/** Another link, at most three in ten minutes. Nothing happens for an e-mail that is verified already. */
export async function resendVerification(actor: Actor): Promise<void> {
  const { id } = requireAccount(actor);
  await resendLimit.take(id);
  await sendVerification(id);
}

/** Uses a link; `verification_expired` when it is unknown, used or over: the answer to all three is a new one. */
export async function verifyEmail(token: string): Promise<AccountRow> {
  const accountId = await useVerification(hashOf(token));
  const account = accountId && (await findAccount(accountId));
  if (!account) throw new Refusal('verification_expired');
  return account;
}

import { withTx, type Tx } from '@/server/platform/db';
import { Refusal } from '@/server/platform/refusal';
import type { SocialProvider } from './social';
import { findAccountByEmail, insertAccountTx, type AccountRow } from './users.store';

export type SocialProfile = {
  provider: SocialProvider;
  /** The provider's own id of the person; e-mails change hands, this does not. */
  subject: string;
  email: string;
  /** Whether the provider vouches for the e-mail. */
  emailVerified: boolean;
  name: string;
  locale: 'ko' | 'en';
};

/** The account of a social profile: found by its identity, joined by a proven e-mail, or made. */
export function findOrMakeSocialAccount(profile: SocialProfile): Promise<AccountRow> {
  return withTx(async (tx) => {
    const { provider, subject } = profile;
    const identity = await tx.identity.findUnique({
      where: { provider_subject: { provider, subject } },
      include: { account: true },
    });
    if (identity) return identity.account as AccountRow;
    const account = await joinOrMakeTx(tx, profile);
    await tx.identity.create({ data: { provider, subject, accountId: account.id } });
    return account;
  });
}

/**
 * Somebody may have signed up with this e-mail without owning it, and would share what the owner buys. So the
 * two are joined only where both sides have proven the e-mail; else `email_taken`: its password is the way in.
 */
async function joinOrMakeTx(tx: Tx, profile: SocialProfile): Promise<AccountRow> {
  const { email, name, locale, emailVerified } = profile;
  const existing = await findAccountByEmail(email, tx);
  if (!existing) {
    const emailVerifiedAt = emailVerified ? new Date() : null;
    return insertAccountTx(tx, { email, name, locale, emailVerifiedAt });
  }
  if (!emailVerified || !existing.emailVerifiedAt) throw new Refusal('email_taken');
  return existing;
}

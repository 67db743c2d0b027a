import { prisma, Prisma, withTx } from '@/server/platform/db';
import { publishTx } from '@/server/outbox';

/** Tells the worker that somebody asked; null where the e-mail has no account, so that both cost the same. */
export function publishResetAsked(accountId: string | null, key: string): Promise<void> {
  return withTx((tx) =>
    publishTx(tx, { type: 'password_reset.asked', key, payload: { accountId } }),
  );
}

/** The newest link takes the place of the one before. */
export async function replaceReset(row: {
  tokenHash: string;
  accountId: string;
  expiresAt: Date;
}): Promise<void> {
  const { accountId, ...link } = row;
  await prisma.passwordReset.upsert({ where: { accountId }, create: row, update: link });
}

export async function isResetLive(tokenHash: string): Promise<boolean> {
  const row = await prisma.passwordReset.findUnique({ where: { tokenHash } });
  return row !== null && row.expiresAt > new Date();
}

/**
 * Uses up the link and sets its account's password, in one transaction; returns the account's id, or null when the
 * link is unknown, used or over. Whoever reads the mail owns the address; sessions from before are over, by the
 * whole second that a session's time is in.
 */
export function useReset(tokenHash: string, passwordHash: string): Promise<string | null> {
  return withTx(async (tx) => {
    const rows = await tx.$queryRaw<{ accountId: string }[]>(Prisma.sql`
      DELETE FROM password_resets WHERE token_hash = ${tokenHash} AND expires_at > now()
      RETURNING account_id AS "accountId"`);
    const accountId = rows[0]?.accountId;
    if (!accountId) return null;
    await tx.$executeRaw`
      UPDATE accounts
      SET password_hash = ${passwordHash}, email_verified_at = coalesce(email_verified_at, now()),
        sessions_from = date_trunc('second', now())
      WHERE id = ${accountId}::uuid`;
    return accountId;
  });
}

/** Accounts that ended their sessions within so many seconds, with when, in whole seconds. */
export function listEndedSessions(withinSeconds: number) {
  return prisma.$queryRaw<{ accountId: string; from: number }[]>`
    SELECT id AS "accountId", extract(epoch FROM sessions_from)::integer AS "from" FROM accounts
    WHERE sessions_from > now() - make_interval(secs => ${withinSeconds})`;
}

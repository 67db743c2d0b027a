import { prisma, Prisma, withTx } from '@/server/platform/db';

export async function insertVerification(row: {
  tokenHash: string;
  accountId: string;
  expiresAt: Date;
}): Promise<void> {
  await prisma.emailVerification.create({ data: row });
}

/**
 * Uses up the token and verifies its account's e-mail, in one transaction; returns the account's id, or null when
 * the token is unknown, used or over. Of two at once the row's lock lets one win.
 */
export function useVerification(tokenHash: string): Promise<string | null> {
  return withTx(async (tx) => {
    const rows = await tx.$queryRaw<{ accountId: string }[]>(Prisma.sql`
      UPDATE email_verifications SET used_at = now()
      WHERE token_hash = ${tokenHash} AND used_at IS NULL AND expires_at > now()
      RETURNING account_id AS "accountId"`);
    const accountId = rows[0]?.accountId;
    if (!accountId) return null;
    await tx.$executeRaw`
      UPDATE accounts SET email_verified_at = coalesce(email_verified_at, now())
      WHERE id = ${accountId}::uuid`;
    return accountId;
  });
}

import { prisma, Prisma, withTx } from '@/server/platform/db';

export type IdentityRow = { provider: string; ciHash: string; verifiedAt: Date };

export async function insertCheck(row: {
  id: string;
  accountId: string;
  expiresAt: Date;
}): Promise<void> {
  await prisma.identityCheck.create({ data: row });
}

/** Uses up a check of this account and keeps what it found, in one transaction; false when it is unknown, used or over. */
export function finishCheck(
  checkId: string,
  accountId: string,
  { provider, ciHash }: Pick<IdentityRow, 'provider' | 'ciHash'>,
): Promise<boolean> {
  return withTx(async (tx) => {
    const used = await tx.$executeRaw(Prisma.sql`
      UPDATE identity_checks SET used_at = now()
      WHERE id = ${checkId}::uuid AND account_id = ${accountId}::uuid
        AND used_at IS NULL AND expires_at > now()`);
    if (used === 0) return false;
    await tx.$executeRaw(Prisma.sql`
      INSERT INTO verified_identities (account_id, provider, ci_hash)
      VALUES (${accountId}::uuid, ${provider}, ${ciHash})
      ON CONFLICT ON CONSTRAINT verified_identities_pkey
      DO UPDATE SET provider = ${provider}, ci_hash = ${ciHash}, verified_at = now()`);
    return true;
  });
}

export const findIdentityRow = (accountId: string): Promise<IdentityRow | null> =>
  prisma.verifiedIdentity.findUnique({
    where: { accountId },
    select: { provider: true, ciHash: true, verifiedAt: true },
  });

import type { Role } from '@/server/platform/actor';
import { prisma } from '@/server/platform/db';

export async function findRole(accountId: string): Promise<Role | null> {
  const row = await prisma.account.findUnique({
    where: { id: accountId },
    select: { role: true },
  });
  return (row?.role as Role | undefined) ?? null;
}

import { prisma } from '@/server/platform/db';

export async function insertCodes(
  scheduleId: string,
  codes: { codeHash: string; usesMax: number }[],
): Promise<void> {
  await prisma.presaleCode.createMany({ data: codes.map((code) => ({ scheduleId, ...code })) });
}

import type { Prisma } from '@/server/platform/db';
import { prisma, type Tx } from '@/server/platform/db';
import { type SteeringFacts, steeringFactsSchema } from './schedules.schema';

export const subjectOf = (scheduleId: string) => `schedule:${scheduleId}`;
const action = 'schedule.steered';
const actionsShown = 20;

/** What staff did to a line, and why. */
export async function recordSteeringTx(
  tx: Tx,
  actorId: string,
  scheduleId: string,
  facts: SteeringFacts,
): Promise<void> {
  await tx.auditLog.create({
    data: {
      actorId,
      action,
      subject: subjectOf(scheduleId),
      facts: facts as Prisma.InputJsonObject,
    },
  });
}

/** The last of it, newest first. */
export async function selectSteering(scheduleId: string) {
  const rows = await prisma.auditLog.findMany({
    where: { subject: subjectOf(scheduleId), action },
    include: { actor: { select: { name: true } } },
    orderBy: { id: 'desc' },
    take: actionsShown,
  });
  return rows.map((row) => ({
    at: row.createdAt.toISOString(),
    by: row.actor?.name ?? '',
    ...steeringFactsSchema.parse(row.facts),
  }));
}

export type GradeSales = { grade: string; sold: number; revenue: number };

/** Paid seats and what they brought, by grade. */
export async function selectSales(scheduleId: string): Promise<GradeSales[]> {
  const rows = await prisma.$queryRaw<{ grade: string; sold: number; revenue: bigint }[]>`
    SELECT r.grade, count(*)::int AS sold, coalesce(sum(r.price), 0)::bigint AS revenue
    FROM reservation_seats r JOIN reservations o ON o.id = r.reservation_id
    WHERE r.schedule_id = ${scheduleId}::uuid AND r.live AND o.status = 'RESERVED'
    GROUP BY r.grade`;
  return rows.map((row) => ({ ...row, revenue: Number(row.revenue) }));
}

import { prisma } from '@/server/platform/db';

export type ScheduleTerms = {
  updatedAt: Date;
  opensAt: Date;
  closesAt: Date;
  cancelledAt: Date | null;
  lobbyMinutes: number;
  admissionsPerMinute: number;
  autoRate: boolean;
  capacity: number;
  presaleShare: number;
  passSeconds: number;
  paused: boolean;
  requiresVerifiedEmail: boolean;
  requiresIdentity: boolean;
};

/** What a schedule says about its line; a draft's has none. Read here and never written: the schedule is the home of it. */
export function findScheduleTerms(scheduleId: string): Promise<ScheduleTerms | null> {
  return prisma.schedule.findUnique({
    where: { id: scheduleId, concert: { publishedAt: { not: null } } },
    select: {
      updatedAt: true,
      opensAt: true,
      closesAt: true,
      cancelledAt: true,
      lobbyMinutes: true,
      admissionsPerMinute: true,
      autoRate: true,
      capacity: true,
      presaleShare: true,
      passSeconds: true,
      paused: true,
      requiresVerifiedEmail: true,
      requiresIdentity: true,
    },
  });
}

/** Those of the schedules that belong to a draft. */
export async function listDraftsAmong(scheduleIds: string[]): Promise<string[]> {
  const rows = await prisma.schedule.findMany({
    where: { id: { in: scheduleIds }, concert: { publishedAt: null } },
    select: { id: true },
  });
  return rows.map((row) => row.id);
}

/** Published schedules whose sale is not over, which is what has a line. */
export async function listUnfinishedSchedules(): Promise<string[]> {
  const rows = await prisma.schedule.findMany({
    where: {
      closesAt: { gt: new Date() },
      cancelledAt: null,
      concert: { publishedAt: { not: null } },
    },
    select: { id: true },
  });
  return rows.map((row) => row.id);
}

/** The presale codes of a schedule, as SHA-256, and how many accounts may use each. */
export function listCodes(scheduleId: string): Promise<{ codeHash: string; usesMax: number }[]> {
  return prisma.presaleCode.findMany({
    where: { scheduleId },
    select: { codeHash: true, usesMax: true },
  });
}

export type LineEventRow = {
  streamId: string;
  kind: string;
  accountId: string | null;
  place: number | null;
  facts: Record<string, string>;
  happenedAt: Date;
};

/** Keeps events once each, however often the same are handed over. */
export async function insertLineEvents(scheduleId: string, events: LineEventRow[]): Promise<void> {
  const column = <K extends keyof LineEventRow>(name: K) => events.map((event) => event[name]);
  await prisma.$executeRaw`
    INSERT INTO line_events (schedule_id, stream_id, kind, account_id, place, facts, happened_at)
    SELECT ${scheduleId}::uuid, stream_id, kind, account_id, place, facts, happened_at
    FROM unnest(
      ${column('streamId')}::text[], ${column('kind')}::text[], ${column('accountId')}::uuid[],
      ${column('place')}::bigint[], ${column('facts').map((facts) => JSON.stringify(facts))}::jsonb[],
      ${column('happenedAt')}::timestamptz[]
    ) AS event (stream_id, kind, account_id, place, facts, happened_at)
    ON CONFLICT ON CONSTRAINT line_events_pkey DO NOTHING`;
}

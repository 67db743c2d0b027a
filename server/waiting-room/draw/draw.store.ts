import { type Prisma, prisma } from '@/server/platform/db';
import type { DrawTrust } from '../waiting-room.schema';
import type { DrawOutcome, PublishedList } from './draw.redis';

/** The seed of a schedule's draw: the first that was offered, whatever Redis forgets. Secret until the draw. */
export async function keepSeed(scheduleId: string, offered: string): Promise<string> {
  const find = () => prisma.draw.findUnique({ where: { scheduleId }, select: { seed: true } });
  const kept = await find();
  if (kept) return kept.seed;
  await prisma.draw.createMany({ data: [{ scheduleId, seed: offered }], skipDuplicates: true });
  return (await find())!.seed;
}

/** The list that is kept: how many are in it, and its last leaves. Null while none is. */
export async function findKeptList(
  scheduleId: string,
): Promise<{ size: number; tail: Buffer } | null> {
  const select = { size: true, tail: true };
  const row = await prisma.draw.findUnique({ where: { scheduleId, size: { not: null } }, select });
  return row && { size: row.size!, tail: Buffer.from(row.tail ?? []) };
}

/** Keeps the closed list; the first that was kept stays, and is what this returns. */
export async function keepList(
  scheduleId: string,
  list: PublishedList & { promise: Prisma.InputJsonObject; seed: string; tail: Uint8Array },
): Promise<PublishedList> {
  const { promise, seed, size, root, rootAtMs, signature, keyId, tail } = list;
  await prisma.draw.createMany({ data: [{ scheduleId, seed }], skipDuplicates: true });
  await prisma.draw.updateMany({
    where: { scheduleId, root: null },
    data: {
      ...{ promise, size, root, rootAt: new Date(rootAtMs) },
      ...{ rootSignature: signature, rootKeyId: keyId, tail: Uint8Array.from(tail) },
    },
  });
  const row = await prisma.draw.findUniqueOrThrow({ where: { scheduleId }, omit: { tail: true } });
  const kept = row.promise as { round: number | null; frozenAt: number };
  return {
    size: row.size!,
    root: row.root!,
    rootAtMs: row.rootAt!.getTime(),
    signature: row.rootSignature!,
    keyId: row.rootKeyId!,
    round: kept.round,
    frozenAtMs: kept.frozenAt,
  };
}

/** Keeps how a draw came out; the first outcome stays, and is what this returns. */
export async function keepOutcome(
  scheduleId: string,
  { key, trust, beaconSignature }: DrawOutcome,
): Promise<DrawOutcome> {
  await prisma.draw.updateMany({
    where: { scheduleId, drawnAt: null },
    data: { key, trust, beaconSignature, drawnAt: new Date() },
  });
  const row = await prisma.draw.findUniqueOrThrow({ where: { scheduleId }, omit: { tail: true } });
  const { beaconSignature: kept } = row;
  return { key: row.key!, trust: row.trust as DrawTrust, beaconSignature: kept };
}

/** A draw that was made, as it is kept; null where none was. */
export function findDrawRow(scheduleId: string) {
  const where = { scheduleId, drawnAt: { not: null } };
  return prisma.draw.findUnique({ where, omit: { tail: true } });
}
export type DrawRow = NonNullable<Awaited<ReturnType<typeof findDrawRow>>>;

export async function keepEntrants(
  scheduleId: string,
  chunk: number,
  entrants: { leaves: Buffer; numbers: Buffer },
): Promise<void> {
  const { leaves, numbers } = entrants;
  await prisma.drawEntrants.createMany({
    data: [
      { scheduleId, chunk, leaves: Uint8Array.from(leaves), numbers: Uint8Array.from(numbers) },
    ],
    skipDuplicates: true,
  });
}

export const countChunks = (scheduleId: string): Promise<number> =>
  prisma.drawEntrants.count({ where: { scheduleId } });

export const findChunk = (scheduleId: string, chunk: number) =>
  prisma.drawEntrants.findUnique({ where: { scheduleId_chunk: { scheduleId, chunk } } });

/** Schedules whose draw is kept whole. */
export async function listArchivedDraws(): Promise<string[]> {
  const rows = await prisma.draw.findMany({
    where: { archivedAt: { not: null } },
    select: { scheduleId: true },
  });
  return rows.map((row) => row.scheduleId);
}

/** The whole list is kept, its tail with it. */
export async function keepArchived(scheduleId: string): Promise<void> {
  await prisma.draw.updateMany({
    where: { scheduleId, archivedAt: null },
    data: { archivedAt: new Date(), tail: null },
  });
}

/** When an account took a ticket, as the drained events tell: by the index `line_events_joined`. */
export async function findJoinedAt(
  scheduleId: string,
  accountId: string,
  ticket: number,
): Promise<Date | null> {
  const events = await prisma.$queryRaw<{ happened_at: Date }[]>`
    SELECT happened_at FROM line_events
    WHERE schedule_id = ${scheduleId}::uuid AND account_id = ${accountId}::uuid AND kind = 'joined'
      AND facts ->> 'ticket' = ${String(ticket)}
    LIMIT 1`;
  return events[0]?.happened_at ?? null;
}

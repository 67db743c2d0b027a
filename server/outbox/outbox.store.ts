import { Prisma, prisma, type Tx } from '@/server/platform/db';
import type { NewEvent } from './events.schema';

/** Writes an event in the caller's transaction: it leaves when, and only if, that commits. */
export async function publishTx(tx: Tx, event: NewEvent): Promise<void> {
  await tx.outboxEvent.create({
    data: { type: event.type, key: event.key, payload: event.payload },
  });
}

type OutboxRow = { id: bigint; eventId: string; type: string; key: string; payload: unknown };

/** The oldest unshipped rows in order, at most `limit`. Called by the relay's leader only. */
export function listUnpublished(limit: number): Promise<OutboxRow[]> {
  return prisma.$queryRaw<OutboxRow[]>`
    SELECT id, event_id AS "eventId", type, key, payload FROM outbox
    WHERE published_at IS NULL ORDER BY id LIMIT ${limit}`;
}

export async function markPublished(ids: bigint[]): Promise<void> {
  await prisma.$executeRaw`UPDATE outbox SET published_at = now() WHERE id = ANY(${ids})`;
}

/** How many rows wait, and how old the oldest is in milliseconds. */
export async function outboxLag(): Promise<{ rows: number; oldestMs: number }> {
  const [row] = await prisma.$queryRaw<{ rows: bigint; oldest: number | null }[]>(Prisma.sql`
    SELECT count(*) AS rows, (EXTRACT(epoch FROM now() - min(created_at)) * 1000)::float8 AS oldest
    FROM outbox WHERE published_at IS NULL`);
  return { rows: Number(row?.rows ?? 0), oldestMs: row?.oldest ?? 0 };
}

/** Deletes what was shipped longer ago than this. */
export async function pruneOutbox(olderThanHours: number): Promise<void> {
  await prisma.$executeRaw`DELETE FROM outbox WHERE published_at < now() - make_interval(hours => ${olderThanHours})`;
}

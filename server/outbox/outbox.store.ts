import { pool, Prisma, prisma, type Tx } from '@/server/platform/db';
import type { NewEvent } from './events.schema';

/** Writes an event in the caller's transaction: it leaves when, and only if, that commits. */
export async function publishTx(tx: Tx, event: NewEvent): Promise<void> {
  await tx.outboxEvent.create({
    data: { type: event.type, key: event.key, payload: event.payload },
  });
}

/** `orderedBy` is what the partition is reckoned from; `payload` is JSON, as Postgres wrote it. */
export type OutboxRow = {
  id: string;
  partition: number;
  orderedBy: string;
  eventId: string;
  type: string;
  key: string;
  payload: string;
};

/**
 * The oldest unshipped rows of each partition in order, at most `limit` of each. Called by the partitions' leaders only.
 *
 * Ids come from a sequence, so a later one may be visible before an earlier one is committed; such a row is shipped
 * by a later call, and is not lost. What belongs together stays in order all the same: every statement about a
 * reservation draws the id after it has locked the reservation, and nobody reserves a seat before its cancellation is
 * committed, since until then the map or the unique index says no.
 */
export async function listUnshipped(partitions: number[], limit: number): Promise<OutboxRow[]> {
  // The pool itself: reading these rows through Prisma took half of a relay's time.
  const { rows } = await pool().query<OutboxRow>({
    name: 'list-unshipped',
    text: `SELECT o.* FROM unnest($1::int[]) AS led (partition), LATERAL (
      SELECT id, partition, coalesce(payload ->> 'scheduleId', key) AS "orderedBy", event_id AS "eventId",
        type, key, payload::text AS payload
      FROM outbox WHERE published_at IS NULL AND partition = led.partition ORDER BY id LIMIT $2
    ) o`,
    values: [partitions, limit],
  });
  return rows;
}

export async function markShipped(ids: string[]): Promise<void> {
  await pool().query({
    name: 'mark-shipped',
    text: 'UPDATE outbox SET published_at = now() WHERE id = ANY($1::bigint[])',
    values: [ids],
  });
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

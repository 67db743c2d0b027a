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

/** Looked through for what was shipped last are so many ids on each side of the place that a partition has come to. */
const idsNear = 200_000;

/**
 * Has the relay ship again what these partitions shipped in the last `seconds` before they last shipped anything: a bus
 * that was away was away after that, for however long. Bounded by id, since what was shipped when has no index: 200,000
 * are ten seconds at 20,000 a second. Returns how many rows. Called by the partitions' leaders only.
 */
export async function unmarkLatest(partitions: number[], seconds: number): Promise<number> {
  const { rowCount } = await pool().query(
    `UPDATE outbox SET published_at = NULL FROM unnest($1::int[]) AS led (partition), LATERAL (
      SELECT coalesce(min(id), (SELECT max(id) FROM outbox)) AS id FROM outbox
      WHERE published_at IS NULL AND partition = led.partition
    ) next, LATERAL (
      SELECT max(published_at) AS at FROM outbox
      WHERE partition = led.partition AND id BETWEEN next.id - $3::bigint AND next.id + $3::bigint
    ) latest
    WHERE outbox.partition = led.partition AND outbox.id BETWEEN next.id - $3::bigint AND next.id + $3::bigint
      AND outbox.published_at > latest.at - make_interval(secs => $2)`,
    [partitions, seconds, idsNear],
  );
  return rowCount ?? 0;
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

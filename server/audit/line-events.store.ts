import { Prisma, prisma } from '@/server/platform/db';
import type { LineEvent } from './line-replay';

const pageSize = 5_000;

export async function listLinesWithEvents(): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT schedule_id AS id FROM line_events`;
  return rows.map((row) => row.id);
}

/** The place numbers that are known, by ticket. */
export async function readNumbers(scheduleId: string): Promise<Map<string, number>> {
  const rows = await prisma.$queryRaw<{ ticket: string; number: bigint }[]>`
    SELECT facts->>'ticket' AS ticket, max(coalesce(place, (facts->>'number')::bigint)) AS number
    FROM line_events WHERE schedule_id = ${scheduleId}::uuid AND facts ? 'ticket'
    GROUP BY 1 HAVING max(coalesce(place, (facts->>'number')::bigint)) IS NOT NULL`;
  return new Map(rows.map((row) => [row.ticket, Number(row.number)]));
}

type EventRow = {
  stream_id: string;
  kind: string;
  account_id: string | null;
  facts: LineEvent['facts'];
};

/** A line's events in the order in which Redis wrote them, a page at a time. */
export async function* readLineEvents(scheduleId: string): AsyncGenerator<LineEvent> {
  let after = '0-0';
  for (;;) {
    const rows = await readPage(scheduleId, after);
    for (const row of rows) {
      const atMs = Number(row.stream_id.split('-')[0]);
      yield { kind: row.kind, accountId: row.account_id, atMs, facts: row.facts };
    }
    if (rows.length < pageSize) return;
    after = rows.at(-1)!.stream_id;
  }
}

/** A stream's id is two numbers: milliseconds, and a sequence within them. */
const idParts = (id: Prisma.Sql) =>
  Prisma.sql`(split_part(${id}, '-', 1)::bigint, split_part(${id}, '-', 2)::bigint)`;

function readPage(scheduleId: string, after: string): Promise<EventRow[]> {
  const id = idParts(Prisma.sql`stream_id`);
  return prisma.$queryRaw<EventRow[]>`
    SELECT stream_id, kind, account_id, facts FROM line_events
    WHERE schedule_id = ${scheduleId}::uuid AND ${id} > ${idParts(Prisma.sql`${after}::text`)}
    ORDER BY split_part(stream_id, '-', 1)::bigint, split_part(stream_id, '-', 2)::bigint
    LIMIT ${pageSize}`;
}

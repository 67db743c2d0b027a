import { prisma } from '@/server/platform/db';

export type Told = { eventId: string; action: string; reservationId: string; facts: object };

const consumer = 'audit-log';

/** A line of the audit log for each event that has none yet, noted in the same statement: a repeat adds nothing. */
export async function insertLines(told: Told[]): Promise<void> {
  await prisma.$executeRaw`
    WITH given AS (
      SELECT DISTINCT ON (event_id) * FROM unnest(
        ${told.map(({ eventId }) => eventId)}::uuid[], ${told.map(({ action }) => action)}::text[],
        ${told.map(({ reservationId }) => reservationId)}::text[],
        ${told.map(({ facts }) => JSON.stringify(facts))}::jsonb[]
      ) AS g (event_id, action, subject, facts) ORDER BY event_id
    ), noted AS (
      INSERT INTO consumed_events (consumer, event_id)
      SELECT ${consumer}, event_id FROM given ORDER BY event_id
      ON CONFLICT DO NOTHING RETURNING event_id
    )
    INSERT INTO audit_log (action, subject, facts)
    SELECT action, subject, facts FROM given JOIN noted USING (event_id)`;
}

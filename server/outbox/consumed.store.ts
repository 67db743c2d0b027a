import { prisma } from '@/server/platform/db';

/** Which of these a consumer has noted as done. */
export async function findConsumed(consumer: string, eventIds: string[]): Promise<Set<string>> {
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    SELECT event_id AS id FROM consumed_events
    WHERE consumer = ${consumer} AND event_id = ANY(${eventIds}::uuid[])`;
  return new Set(rows.map(({ id }) => id));
}

/** Notes one as done; where the effect is in Postgres too, its own statement does so. */
export async function noteConsumed(consumer: string, eventId: string): Promise<void> {
  await prisma.$executeRaw`
    INSERT INTO consumed_events (consumer, event_id) VALUES (${consumer}, ${eventId}::uuid)
    ON CONFLICT DO NOTHING`;
}

/** Forgets events that no bus brings again any more. */
export async function pruneConsumed(olderThanHours: number): Promise<void> {
  await prisma.$executeRaw`
    DELETE FROM consumed_events WHERE consumed_at < now() - make_interval(hours => ${olderThanHours})`;
}

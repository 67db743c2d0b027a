import { eventSchemas, type EventType } from '@/server/outbox/events.schema';
import { prisma } from '@/server/platform/db';

/** Which of reservations' events are not as their schema says, or in another partition than their reservation's first. */
export async function strayEvents(): Promise<string[]> {
  const rows = await prisma.outboxEvent.findMany({ orderBy: { id: 'asc' } });
  const partitionOf = new Map<string, number>();
  return rows.flatMap(({ type, key, payload, partition }) => {
    if (!eventSchemas[type as EventType].safeParse(payload).success) return `${type}: its payload`;
    if (!partitionOf.has(key)) partitionOf.set(key, partition);
    return partitionOf.get(key) === partition ? [] : `${type}: its partition`;
  });
}

import type { Bus, Lead, Message } from './bus';
import { listUnshipped, markShipped, type OutboxRow } from './outbox.store';

/** At most so many of a partition at once. */
export const rowsPerPartition = 1_000;

/**
 * Ships what is committed and not yet shipped in the partitions that are led, each in order, at least once; returns
 * what it shipped. A partition that the bus does not take now holds up no other.
 */
export async function relayBatch(bus: Bus, leads: Lead[]): Promise<OutboxRow[]> {
  if (leads.length === 0) return [];
  const rows = await listUnshipped(
    leads.map(({ partition }) => partition),
    rowsPerPartition,
  );
  if (rows.length === 0) return [];
  const outcomes = await Promise.allSettled(
    leads.map(async (lead) => {
      const own = rows.filter(({ partition }) => partition === lead.partition);
      if (own.length > 0) await bus.append(lead, own.map(messageOf));
      return own;
    }),
  );
  const shipped = outcomes.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
  if (shipped.length > 0) await markShipped(shipped.map(({ id }) => id));
  const failed = outcomes.find((each) => each.status === 'rejected');
  if (failed && shipped.length === 0) throw failed.reason;
  return shipped;
}

const messageOf = ({ orderedBy, eventId, type, key, payload }: OutboxRow): Message => ({
  key: orderedBy,
  // The payload goes as it came, and is not read and written again. The type is first: see `typeOf`.
  body: `{"type":${JSON.stringify(type)},"eventId":"${eventId}","key":${JSON.stringify(key)},"payload":${payload}}`,
});

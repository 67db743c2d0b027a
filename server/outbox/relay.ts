import { log } from '@/server/platform/log';
import type { Bus, Lead, Message } from './bus';
import { listUnshipped, markShipped, unmarkLatest, type OutboxRow } from './outbox.store';

/** At most so many of a partition at once. */
export const rowsPerPartition = 1_000;

/**
 * What a bus acknowledged may be lost for so long before it went away. Redis syncs its file every second and takes no
 * writes when that is two seconds late; a replica that takes over lags a moment. The rest is for marks that came late.
 */
export const lostSecondsMax = 10;

/**
 * Ships what is committed and not yet shipped in the partitions that are led, each in order, at least once; returns
 * what it shipped. A partition that the bus does not take now holds up no other. Before the first that goes by a new
 * connection of the bus, what the partition shipped last is put up to be shipped again.
 */
export async function relayBatch(bus: Bus, leads: Lead[]): Promise<OutboxRow[]> {
  if (leads.length === 0) return [];
  const connection = bus.connection();
  if (connection !== null) await repeatLatest(bus, connection, leads);
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
  // What may have gone by two connections stays unmarked, and is shipped again by the newer one: a mark of now would
  // hide when the older one last shipped.
  if (shipped.length > 0 && bus.connection() === connection)
    await markShipped(shipped.map(({ id }) => id));
  const failed = outcomes.find((each) => each.status === 'rejected');
  if (failed && shipped.length === 0) throw failed.reason;
  return shipped;
}

/** For which connection of a bus each partition had its latest put up again. */
const repeated = new WeakMap<Bus, Map<number, number>>();

async function repeatLatest(bus: Bus, connection: number, leads: Lead[]): Promise<void> {
  const known = repeated.get(bus) ?? new Map<number, number>();
  repeated.set(bus, known);
  const due = leads
    .map(({ partition }) => partition)
    .filter((each) => known.get(each) !== connection);
  if (due.length === 0) return;
  const events = await unmarkLatest(due, lostSecondsMax);
  for (const partition of due) known.set(partition, connection);
  if (events > 0)
    log.info({ partitions: due, events }, 'events are shipped again: the bus was connected anew');
}

const messageOf = ({ orderedBy, eventId, type, key, payload }: OutboxRow): Message => ({
  key: orderedBy,
  type,
  // The payload goes as it came, and is not read and written again. The type is first: see `typeOf`.
  body: `{"type":${JSON.stringify(type)},"eventId":"${eventId}","key":${JSON.stringify(key)},"payload":${payload}}`,
});

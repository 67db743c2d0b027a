import { appendToBus } from './bus.redis';
import { listUnpublished, markPublished } from './outbox.store';

const batchMax = 500;

/** Ships what is committed and not yet shipped, in order, at least once; returns how many rows. Run under a lease. */
export async function relayBatch(): Promise<number> {
  const rows = await listUnpublished(batchMax);
  if (rows.length === 0) return 0;
  await appendToBus(
    rows.map(({ eventId, type, key, payload }) => ({ eventId, type, key, payload })),
  );
  await markPublished(rows.map((row) => row.id));
  return rows.length;
}

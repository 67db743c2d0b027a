import type { Lead } from '@/server/outbox';
import { newNews } from './news';

/** News of events that this process shipped, with how many times each partition was shipped to. */
export function newArrivals() {
  const { version, wait, tell } = newNews();
  const counts = new Map<number, number>();
  const count = (partition: number) => counts.get(partition) ?? 0;
  return {
    version,
    wait,
    count,
    tell(partitions: Iterable<number>): void {
      for (const partition of partitions) counts.set(partition, count(partition) + 1);
      tell();
    },
  };
}

type Look = { token: number; count: number; at: number };

/**
 * Which partitions a consumer need look at: those that it has not yet found empty since something came, or since they
 * became this worker's, and every one when it has not looked for that long. With seven consumers and eight partitions
 * that is most of what they would ask otherwise.
 */
export function newLooks(
  arrivals: Pick<ReturnType<typeof newArrivals>, 'count'>,
  everyMs: () => number,
  now: () => number = () => performance.now(),
) {
  const emptied = new Map<number, Look>();

  function isDue({ partition, token }: Lead): boolean {
    const last = emptied.get(partition);
    return (
      !last ||
      last.token !== token ||
      last.count !== arrivals.count(partition) ||
      now() - last.at >= everyMs()
    );
  }

  return {
    /** Runs a look at what is due; it answers how many events it found. */
    async at(leads: Lead[], look: (due: Lead[]) => Promise<number>): Promise<number> {
      const due = leads.filter(isDue);
      const looks = due.map(({ partition, token }) => {
        return [partition, { token, count: arrivals.count(partition), at: now() }] as const;
      });
      const found = await look(due);
      if (found === 0) for (const [partition, each] of looks) emptied.set(partition, each);
      return found;
    },
  };
}

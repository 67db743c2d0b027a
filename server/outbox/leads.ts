import { randomUUID } from 'node:crypto';
import type { Lead } from './bus';
import { claimShare, type LeadTerm } from './leads.redis';

/** A dead worker's partitions are another's after this and a beat. */
export const leaseMs = 3_000;
export const beatMs = 750;
/** Work on a lease that is nearly over is not begun. */
const marginMs = 500;

export type Leads = ReturnType<typeof newLeads>;

/**
 * The partitions that a worker leads. `renew` is its heartbeat. A partition that is to go to another worker gets no
 * new work, and goes when what runs on it has ended, so that two never work on it unless one of them hangs for longer
 * than its lease; then the larger token wins.
 */
export function newLeads(worker: string = randomUUID()) {
  let terms: LeadTerm[] = [];
  let safeUntil = 0;
  const busy = new Map<number, number>();
  const isIdle = (partition: number) => !busy.get(partition);
  const count = (leads: Lead[], by: number) => {
    for (const { partition } of leads) busy.set(partition, (busy.get(partition) ?? 0) + by);
  };

  /** What may be worked on now, by this process's own clock that no one sets. */
  const held = (): Lead[] =>
    performance.now() < safeUntil ? terms.filter(({ isShare }) => isShare) : [];

  return {
    worker,
    held,
    async renew(): Promise<void> {
      const askedAt = performance.now();
      const unwanted = terms.filter(({ isShare, partition }) => !isShare && isIdle(partition));
      terms = await claimShare(
        worker,
        leaseMs,
        unwanted.map(({ partition }) => partition),
      );
      safeUntil = askedAt + leaseMs - marginMs;
    },
    /** Runs work on all that is held. */
    async work<T>(run: (leads: Lead[]) => Promise<T>): Promise<T> {
      const leads = held();
      count(leads, 1);
      try {
        return await run(leads);
      } finally {
        count(leads, -1);
      }
    },
    /** At an orderly stop: the next worker need not wait for the lease to run out. */
    async leave(): Promise<void> {
      safeUntil = 0;
      await claimShare(worker, 0, []);
    },
  };
}

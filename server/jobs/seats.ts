import { expireHolds } from '@/server/holds';
import { pruneConsumed, pruneOutbox } from '@/server/outbox';
import { pruneAnswers } from '@/server/platform/idempotency';
import { takeOrRenewLease } from '@/server/platform/lease';
import { areSeatsAway, seatsConnection } from '@/server/platform/redis';
import { expireReservations } from '@/server/reservations';
import {
  forgetOldMaps,
  listMovingSchedules,
  prepareSeats,
  reconcileReserving,
  reconcileSeats,
} from '@/server/seats';
import type { Job } from './job';

/** A job that only one worker runs at a time. */
function ledJob(name: string, everyMs: number, run: () => Promise<unknown>): Job {
  const leaseMs = Math.max(everyMs * 3, 10_000);
  return {
    name,
    everyMs,
    run: async () => (await takeOrRenewLease(`job:${name}`, leaseMs)) && run(),
  };
}

const eachMovingSchedule = (work: (scheduleId: string) => Promise<unknown>) => async () => {
  for (const scheduleId of await listMovingSchedules()) await work(scheduleId);
};

/**
 * A Redis that was away has missed what was sold without it, and one that crashed has lost its last second, in which seats
 * became RESERVING: its maps are compared as soon as it answers, and not at the next minute. Each worker does so after
 * what it saw itself: that it was away, or only that the connection is another.
 */
function followReturn(): () => Promise<void> {
  const compareAll = eachMovingSchedule(reconcileSeats);
  let missed = false;
  let compared = 0;
  return async () => {
    missed ||= areSeatsAway();
    const connection = seatsConnection();
    if (areSeatsAway() || (!missed && connection === compared)) return;
    await compareAll();
    missed = false;
    compared = connection;
  };
}

/** Frees what nobody bought in time, and settles what a crash left in between. */
export const seatJobs: Job[] = [
  ledJob('expire-holds', 1_000, eachMovingSchedule(expireHolds)),
  ledJob('expire-reservations', 1_000, expireReservations),
  ledJob('reconcile-reserving', 10_000, eachMovingSchedule(reconcileReserving)),
  ledJob('reconcile-seats', 60_000, eachMovingSchedule(reconcileSeats)),
  { name: 'follow-return', everyMs: 500, run: followReturn() },
  // Also what brings the maps back after Redis lost them.
  ledJob('prepare-seats', 30_000, eachMovingSchedule(prepareSeats)),
  ledJob('forget-maps', 60_000, forgetOldMaps),
  ledJob('prune-outbox', 60_000, () => pruneOutbox(48)),
  ledJob('prune-consumed', 600_000, () => pruneConsumed(96)),
  ledJob('prune-answers', 60_000, pruneAnswers),
];

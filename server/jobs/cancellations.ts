import { takeOrRenewLease } from '@/server/platform/lease';
import { cancelBatchOf, listSchedulesToCancel } from '@/server/reservations';
import type { Job } from './job';

const leaseMs = 5_000;
const leads = () => takeOrRenewLease('cancellations', leaseMs);

/**
 * Cancels what had been reserved of cancelled shows, batch by batch. Goes on after any crash: what there is to do is what
 * is live. The lease only keeps workers from doing the same work; two at once would do no harm.
 */
export const cancellationJob: Job = {
  name: 'cancellations',
  everyMs: 500,
  async run() {
    if (!(await leads())) return;
    for (const scheduleId of await listSchedulesToCancel()) {
      while ((await cancelBatchOf(scheduleId)) > 0) if (!(await leads())) return;
    }
  },
};

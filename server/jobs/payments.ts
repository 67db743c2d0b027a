import { failAbandonedOrders, giveBackToCards, lookAtPayments } from '@/server/payments';
import type { Job } from './job';
import { showRefunds } from './refund-gauges';

/** Money that waits for a gateway to give it back. */
export const refundGaugesJob: Job = { name: 'refund-gauges', everyMs: 5_000, run: showRefunds };

/** Cards: what became of payments, and money that goes back. Rows are taken one worker each, so any number may run them. */
export const cardJobs: Job[] = [
  { name: 'look-at-payments', everyMs: 500, run: lookAtPayments },
  { name: 'give-back-to-cards', everyMs: 500, run: giveBackToCards },
  { name: 'fail-abandoned-orders', everyMs: 5_000, run: failAbandonedOrders },
  refundGaugesJob,
];

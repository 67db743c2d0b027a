import { consumeBatch, type BusEvent } from '@/server/outbox';
import { takeOrRenewLease } from '@/server/platform/lease';
import { sendPasswordReset, sendVerification } from '@/server/users';
import type { Job } from './job';

const leaseMs = 60_000;
const pauseAfterFailureMs = 30_000;

let pausedUntilMs = 0;

/** What was mailed of a batch that failed later on: it comes again, and nobody is to have two. */
const mailed = new Set<string>();

/** What an event has somebody mailed; null for most. */
function mailOf({ type, payload }: BusEvent): (() => Promise<void>) | null {
  if (type === 'account.created') return () => sendVerification(payload.accountId);
  if (type !== 'password_reset.asked' || !payload.accountId) return null;
  const { accountId } = payload;
  return () => sendPasswordReset(accountId);
}

async function mail(events: BusEvent[]): Promise<void> {
  for (const event of events) {
    const send = mailOf(event);
    if (!send || mailed.has(event.eventId)) continue;
    // A mail may take seconds: the lease is renewed for each.
    if (!(await takeOrRenewLease('mail', leaseMs))) throw new Error('another worker mails now');
    await send();
    mailed.add(event.eventId);
  }
}

/** Mails what happened. Apart from the bus's other consumers: a slow mail server must not hold up seats and money. */
export const mailJob: Job = {
  name: 'mail',
  everyMs: 300,
  async run() {
    if (Date.now() < pausedUntilMs || !(await takeOrRenewLease('mail', leaseMs))) return;
    try {
      while ((await consumeBatch('mail', mail)) > 0) mailed.clear();
    } catch (error) {
      pausedUntilMs = Date.now() + pauseAfterFailureMs;
      throw error;
    }
  },
};

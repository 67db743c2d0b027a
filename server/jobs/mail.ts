import { findConsumed, noteConsumed, type BusEvent, type Consumer } from '@/server/outbox';
import { sendReservationMails, sendShowCancelled } from '@/server/reservations';
import { scheduleCancelledReason } from '@/server/reservations/cancellation.schema';
import { sendPasswordReset, sendVerification } from '@/server/users';
import type { Job } from './job';

type Mailer = Consumer & { pauseAfterFailureMs: number };

/** What an event has somebody mailed; null where nobody is. */
type MailOf = (event: BusEvent) => (() => Promise<void>) | null;

const accountMail: MailOf = ({ type, payload }) => {
  if (type === 'account.created') return () => sendVerification(payload.accountId);
  if (type !== 'password_reset.asked' || !payload.accountId) return null;
  const { accountId } = payload;
  return () => sendPasswordReset(accountId);
};

const showMail: MailOf = ({ type, payload }) => {
  if (type !== 'reservation.cancelled' || payload.reason !== scheduleCancelledReason) return null;
  return () => sendShowCancelled(payload.reservationId);
};

/**
 * Mails what happened, once for an event: noted as soon as the mail server has it, so that only a crash in between
 * sends one twice.
 */
function mailer(name: string, types: Consumer['types'], mailOf: MailOf): Mailer {
  async function handle(events: BusEvent[]): Promise<void> {
    const done = await findConsumed(
      name,
      events.map(({ eventId }) => eventId),
    );
    for (const event of events) {
      const send = mailOf(event);
      if (!send || done.has(event.eventId)) continue;
      await send();
      await noteConsumed(name, event.eventId);
    }
  }
  return { name, types, pauseAfterFailureMs: 30_000, handle };
}

export const mail = mailer('mail', ['account.created', 'password_reset.asked'], accountMail);

/** By itself: ten thousand fans of a cancelled show must not hold up somebody who waits for a link. */
export const mailOfShows = mailer('mail-of-shows', ['reservation.cancelled'], showMail);

/** Fans' mails of what they paid and what was refunded, from where their consumer noted them. */
export const mailJob: Job = {
  name: 'mail-reservations',
  everyMs: 1_000,
  run: sendReservationMails,
};

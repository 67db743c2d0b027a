import { findConsumed, noteConsumed, type BusEvent, type Consumer } from '@/server/outbox';
import { sendPasswordReset, sendVerification } from '@/server/users';

const name = 'mail';

/** What an event has somebody mailed; null where nobody is. */
function mailOf({ type, payload }: BusEvent): (() => Promise<void>) | null {
  if (type === 'account.created') return () => sendVerification(payload.accountId);
  if (type !== 'password_reset.asked' || !payload.accountId) return null;
  const { accountId } = payload;
  return () => sendPasswordReset(accountId);
}

/**
 * Mails what happened, once for an event: noted as soon as the mail server has it, so that only a crash in between
 * sends one twice.
 */
async function mailEach(events: BusEvent[]): Promise<void> {
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

export const mail: Consumer & { pauseAfterFailureMs: number } = {
  name,
  types: ['account.created', 'password_reset.asked'],
  pauseAfterFailureMs: 30_000,
  handle: mailEach,
};

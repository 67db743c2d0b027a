import { wakeRelay } from '@/server/outbox';
import { requireAccount, requireStaff, type Account, type Actor } from '@/server/platform/actor';
import { once, type Idempotency } from '@/server/platform/idempotency';
import { Refusal } from '@/server/platform/refusal';
import { cancellationFee, cancellationFeePercent, daysBeforeShow } from './cancellation-fee';
import type { Cancellation, CancellationInput, CancellationQuote } from './cancellation.schema';
import { cancelSeen, findCancellable, type Cancellable } from './cancellation.store';

type Command = CancellationInput & { reservationId: string; idempotency: Idempotency };

/** A reservation that is paid or expires between being read and being cancelled is read again this often. */
const attemptsMax = 3;

/** What it would cost the actor to cancel one of their reservations now. */
export async function quoteCancellation(
  actor: Actor,
  reservationId: string,
): Promise<CancellationQuote> {
  return quoteFor(await findOwn(requireAccount(actor), reservationId), new Date());
}

/**
 * The owner cancels: unpaid at any time, paid until the day before the show at a fee by days left, and never at
 * more than the `feeShown` that they saw. Refuses `not_found` to anybody else, `already_cancelled`,
 * `reservation_not_cancellable` when it is too late, and `fee_changed`, with the fee and the refund of now.
 */
export async function cancelReservation(actor: Actor, command: Command): Promise<Cancellation> {
  const account = requireAccount(actor);
  return cancelOnce(command, null, {
    find: () => findOwn(account, command.reservationId),
    feeOf(seen) {
      const quote = quoteFor(seen, new Date());
      if (!quote.cancellable) throw new Refusal('reservation_not_cancellable');
      const { fee, refund } = quote;
      if (fee > (command.feeShown ?? fee)) throw new Refusal('fee_changed', { fee, refund });
      return fee;
    },
  });
}

/** Staff cancel at any time and without a fee: an organiser for their own concerts, an admin for all. */
export async function cancelReservationAsStaff(
  actor: Actor,
  command: Command,
): Promise<Cancellation> {
  const staff = requireStaff(actor);
  return cancelOnce(command, staff.id, {
    find: () => findSteered(staff, command.reservationId),
    feeOf: () => 0,
  });
}

async function findSteered(staff: Account, reservationId: string): Promise<Cancellable> {
  const seen = await findCancellable(reservationId);
  const isSteered = staff.role === 'ADMIN' || seen?.schedule.concert.organiserId === staff.id;
  if (!seen || !isSteered) throw new Refusal('not_found');
  return seen;
}

async function findOwn(account: Account, reservationId: string): Promise<Cancellable> {
  const seen = await findCancellable(reservationId);
  if (seen?.accountId !== account.id) throw new Refusal('not_found');
  return seen;
}

/** Nothing paid, or the show itself was cancelled: no fee and no limit. */
function quoteFor({ status, total, schedule }: Cancellable, now: Date): CancellationQuote {
  const daysLeft = daysBeforeShow(schedule.startsAt, now);
  const free = status === 'RESERVING' || schedule.cancelledAt !== null;
  const percent = free ? 0 : cancellationFeePercent(daysLeft);
  const cancellable = status !== 'CANCELLED' && percent !== null;
  if (!cancellable) return { cancellable, daysLeft, feePercent: 0, fee: 0, refund: 0 };
  const paid = status === 'RESERVED' ? Number(total) : 0;
  const fee = cancellationFee(paid, percent);
  return { cancellable, daysLeft, feePercent: percent, fee, refund: paid - fee };
}

/** `feeOf` is asked for each attempt: what it answers is what the statement takes, however late it runs. */
type Terms = { find: () => Promise<Cancellable>; feeOf: (seen: Cancellable) => number };

function cancelOnce(
  { reason, idempotency }: Command,
  staffId: string | null,
  { find, feeOf }: Terms,
): Promise<Cancellation> {
  return once(idempotency, async () => {
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      const seen = await find();
      if (seen.status === 'CANCELLED') throw new Refusal('already_cancelled');
      const options = { fee: feeOf(seen), reason, staffId, idempotency };
      const done = await cancelSeen(seen, options);
      if (!done) continue;
      wakeRelay();
      return done;
    }
    throw new Refusal('too_many_requests');
  });
}

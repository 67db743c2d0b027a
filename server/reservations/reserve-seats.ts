import { requireAccount, type Actor } from '@/server/platform/actor';
import { newId } from '@/server/platform/id';
import { once, type Idempotency } from '@/server/platform/idempotency';
import { areSeatsAway } from '@/server/platform/redis';
import { Refusal } from '@/server/platform/refusal';
import { findOpenTerms, type SaleTerms } from '@/server/seats';
import { writeReservation } from './reservations';
import type { ReservationView } from './reservations.schema';
import { listTaken } from './reservations.store';

/** A pass by what its signature vouches for. */
type SignedPass = { passId: string; /** Unix milliseconds. */ expiresAt: number };

type Command = {
  scheduleId: string;
  seatIds: number[];
  /** The actor's own, of this schedule; null for none. */
  pass: SignedPass | null;
  idempotency: Idempotency;
};

/**
 * Reserves seats that nobody could hold: while the seats' Redis is away, where the schedule sells on. What the scripts
 * check is checked here by the schedule's terms and the pass's signature; whose a seat is, how many a person has and
 * whether the pass has a reservation is said by Postgres's unique indexes alone, to processes that see Redis too.
 * Refuses hold_required (Redis answers), seats_away (the sale pauses), pass_required, sale_not_open, sale_over,
 * seat_unknown, seat_taken (with the lost seats), seats_over_limit, already_reserved.
 */
export async function reserveSeats(actor: Actor, command: Command): Promise<ReservationView> {
  const account = requireAccount(actor);
  const { scheduleId, seatIds, idempotency } = command;
  return once(idempotency, async () => {
    if (!areSeatsAway()) throw new Refusal('hold_required');
    const terms = await findOpenTerms(scheduleId);
    if (!terms) throw new Refusal('not_found');
    const passId = requireAllowed(terms, command);
    const hold = {
      ...{ scheduleId, reservationId: newId(), holdId: newId(), passId, seatIds },
      isOnMap: false,
    };
    return writeReservation(account, hold, idempotency).catch(async (error: unknown) => {
      const isTaken = error instanceof Refusal && error.code === 'seat_taken';
      throw isTaken ? seatTaken(await listTaken(scheduleId, seatIds)) : error;
    });
  });
}

const seatTaken = (seatIds: number[]) => new Refusal('seat_taken', { seatIds });

/** The pass's id, when the terms let its owner have these seats. */
function requireAllowed(terms: SaleTerms, { seatIds, pass }: Command): string {
  if (terms.seatsAwayMode !== 'degraded') throw new Refusal('seats_away');
  const now = Date.now();
  if (!pass || pass.expiresAt <= now) throw new Refusal('pass_required');
  if (terms.isCancelled || terms.closesAt.getTime() <= now) throw new Refusal('sale_over');
  if (terms.opensAt.getTime() > now) throw new Refusal('sale_not_open');
  if (seatIds.some((seat) => seat >= terms.layout.seatCount)) throw new Refusal('seat_unknown');
  const blocked = seatIds.filter((seat) => terms.blockedSeats.includes(seat));
  if (blocked.length > 0) throw seatTaken(blocked);
  if (seatIds.length > terms.seatsPerPersonMax)
    throw new Refusal('seats_over_limit', { max: terms.seatsPerPersonMax });
  return pass.passId;
}

import { requireAccount, type Actor } from '@/server/platform/actor';
import { newId } from '@/server/platform/id';
import type { Idempotency } from '@/server/platform/idempotency';
import { orSeatsAway } from '@/server/platform/redis';
import { Refusal } from '@/server/platform/refusal';
import { findTerms, gradeOfSeat, prepareSeats } from '@/server/seats';
import type { HoldSeatsInput, HoldView } from './holds.schema';
import {
  deletePasses,
  listHolders,
  listOverdue,
  readHold,
  writeHold,
  writePass,
  writeRelease,
  writeReserving,
  type GrantedPass,
  type HeldSeats,
  type HoldReply,
  type EndedPass,
} from './holds.redis';

const overdueMax = 500;

/**
 * Holds seats of a schedule for the actor, all of them or none. Seats join the hold that the actor already has,
 * which ends when it would have. Refuses pass_required, seat_taken (with the lost seats), seats_over_limit, sold_out (no
 * seat of the grade is free), no_seats_together (some are, and not so many together), seat_unknown, sale_not_open,
 * sale_over, already_reserved, idempotency_mismatch.
 */
export async function holdSeats(
  actor: Actor,
  command: { scheduleId: string; passId: string; input: HoldSeatsInput; idempotency: Idempotency },
): Promise<HoldView> {
  const account = requireAccount(actor);
  const holder = { scheduleId: command.scheduleId, accountId: account.id };
  const take = () => orSeatsAway(writeHold(holder, { ...command, newHoldId: newId() }));
  let reply = await take();
  if (reply.word === 'unprepared') {
    await prepareSeats(command.scheduleId);
    reply = await take();
  }
  // Rows tell what is free, and not yet what the sweeper has to free: here it need not be running.
  const isNone = reply.word === 'sold_out' || reply.word === 'no_seats_together';
  if (isNone && (await expireHolds(command.scheduleId)) > 0) reply = await take();
  return presentHold(command.scheduleId, requireHeld(reply));
}

function requireHeld(reply: HoldReply): HeldSeats {
  switch (reply.word) {
    case 'held':
      return reply.hold;
    case 'seat_taken':
      throw new Refusal('seat_taken', { seatIds: reply.seatIds });
    case 'seats_over_limit':
      throw new Refusal('seats_over_limit', { max: reply.max });
    case 'unprepared':
      throw new Refusal('service_unavailable');
    default:
      throw new Refusal(reply.word);
  }
}

/** Grades and prices of the held seats; what is paid in the end is Postgres's price. */
async function presentHold(scheduleId: string, held: HeldSeats): Promise<HoldView> {
  const terms = await findTerms(scheduleId);
  if (!terms) throw new Refusal('not_found');
  const seats = held.seatIds.map((seatId) => {
    const grade = gradeOfSeat(terms.layout, seatId);
    return { seatId, grade, price: terms.prices[grade] ?? 0 };
  });
  return {
    id: `${scheduleId}.${held.id}`,
    scheduleId,
    seats,
    total: seats.reduce((sum, seat) => sum + seat.price, 0),
    expiresAt: new Date(held.expiresAtMs).toISOString(),
    serverNow: new Date().toISOString(),
  };
}

/** A hold's name is its schedule and its own id. */
function parseHoldId(holdId: string): { scheduleId: string; id: string } {
  const [scheduleId = '', id = ''] = holdId.split('.');
  return { scheduleId, id };
}

/** The actor's living hold of this id. Refuses not_found (also another's) and hold_expired. */
export async function findHold(actor: Actor, holdId: string): Promise<HoldView> {
  const account = requireAccount(actor);
  const { scheduleId, id } = parseHoldId(holdId);
  const held = await readHold({ scheduleId, accountId: account.id });
  if (held?.id !== id) throw new Refusal('not_found');
  if (held.state === 'HELD' && held.expiresAtMs <= Date.now()) throw new Refusal('hold_expired');
  return presentHold(scheduleId, held);
}

/** The actor's living hold of a schedule, whichever it is; null for none. */
export async function findOwnHold(actor: Actor, scheduleId: string): Promise<HoldView | null> {
  const account = requireAccount(actor);
  const held = await readHold({ scheduleId, accountId: account.id });
  const isLiving = held?.state === 'HELD' && held.expiresAtMs > Date.now();
  return held && isLiving ? presentHold(scheduleId, held) : null;
}

/** Gives back all of a hold, or one seat of it. Refuses not_found, hold_expired, already_reserved. */
export async function releaseHold(actor: Actor, holdId: string, seatId?: number): Promise<void> {
  const account = requireAccount(actor);
  const { scheduleId, id } = parseHoldId(holdId);
  const word = await writeRelease({ scheduleId, accountId: account.id }, id, seatId ?? 'all');
  if (word === 'no_hold') throw new Refusal('not_found');
  if (word === 'hold_expired' || word === 'already_reserved') throw new Refusal(word);
}

export type ReservingHold = {
  scheduleId: string;
  reservationId: string;
  holdId: string;
  passId: string;
  seatIds: number[];
};

/** Takes a hold's seats to RESERVING for a reservation that is about to be written. Refuses not_found, hold_expired, seat_taken, seat_orphaned (with the seats that would be left alone). */
export async function startReserving(actor: Actor, holdId: string): Promise<ReservingHold> {
  const account = requireAccount(actor);
  const { scheduleId, id } = parseHoldId(holdId);
  const writing = writeReserving({ scheduleId, accountId: account.id }, id, newId());
  const reply = await orSeatsAway(writing);
  if (reply.word === 'reserving') {
    const { reservationId, passId, seatIds } = reply;
    return { scheduleId, reservationId, holdId: id, passId, seatIds };
  }
  if (reply.word === 'seat_taken' || reply.word === 'seat_orphaned')
    throw new Refusal(reply.word, { seatIds: reply.seatIds });
  throw new Refusal(reply.word === 'no_hold' ? 'not_found' : 'hold_expired');
}

/** Frees the seats of holds that are over; returns how many holds. A hold over is also taken over without this. */
export async function expireHolds(scheduleId: string): Promise<number> {
  const overdue = await listOverdue(scheduleId, overdueMax);
  await Promise.all(
    overdue.map((accountId) => writeRelease({ scheduleId, accountId }, '', 'expired')),
  );
  return overdue.length;
}

/**
 * Gives back every hold of a schedule that was cancelled; of any other none. Its terms in Redis say so by now, so nobody
 * holds anew, and what is RESERVING is Postgres's to decide.
 */
export async function releaseCancelled(scheduleId: string): Promise<void> {
  const terms = await findTerms(scheduleId);
  if (!terms?.isCancelled) return;
  let holders: string[];
  do {
    holders = await listHolders(scheduleId, overdueMax);
    await Promise.all(
      holders.map((accountId) => writeRelease({ scheduleId, accountId }, '', 'all')),
    );
  } while (holders.length > 0);
}

/** Lets a person hold seats until the pass ends: called on entry and when a pass is extended. */
export const grantPass = (pass: GrantedPass): Promise<void> => orSeatsAway(writePass(pass));

/** Ends passes of a schedule and gives back what was held under them; a reservation and a newer pass are not touched. */
export const endPasses = deletePasses;

/** Ends one pass, as `endPasses` does. */
export const endPass = ({ scheduleId, ...pass }: EndedPass) => endPasses(scheduleId, [pass]);

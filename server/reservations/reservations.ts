import { startReserving, type ReservingHold } from '@/server/holds';
import { wakeRelay } from '@/server/outbox';
import { requireAccount, type Account, type Actor } from '@/server/platform/actor';
import { once, type Idempotency } from '@/server/platform/idempotency';
import { Refusal, type RefusalCode } from '@/server/platform/refusal';
import { findTerms, forgetTerms, freeReserved, gradeOfSeat } from '@/server/seats';
import type { PaymentMethod, PaymentStatus } from '@/server/payments/payments.schema';
import type { Grade } from '@/server/venues/layout.schema';
import type { ReservationView } from './reservations.schema';
import {
  cancelOverdue,
  findOwned,
  insertReservation,
  listOwned,
  type NewReservation,
  type ReservationRow,
} from './reservations.store';

const overdueMax = 500;

/**
 * Turns the actor's living hold into a reservation that waits for its payment. Refuses not_found, hold_expired,
 * seat_taken, seats_over_limit, already_reserved, sale_over; a refusal frees the seats again.
 */
export async function reserveHold(
  actor: Actor,
  { holdId, idempotency }: { holdId: string; idempotency: Idempotency },
): Promise<ReservationView> {
  const account = requireAccount(actor);
  return once(idempotency, async () => {
    const hold = await startReserving(account, holdId);
    try {
      return await writeReservation(account, { ...hold, isOnMap: true }, idempotency);
    } catch (error) {
      // A refusal is Postgres's answer: no row came of it. A fault is not an answer: the reconciler will ask.
      if (error instanceof Refusal) await dropReserving(account, hold);
      throw error;
    }
  });
}

/** Writes it at the schedule's prices; refuses what Postgres refuses. */
export async function writeReservation(
  account: Account,
  hold: ReservingHold & Pick<NewReservation, 'isOnMap'>,
  idempotency: Idempotency,
) {
  const terms = await findTerms(hold.scheduleId);
  if (!terms) throw new Refusal('not_found');
  const seats = hold.seatIds.map((seatId) => ({
    seatId,
    grade: gradeOfSeat(terms.layout, seatId),
  }));
  const { scheduleId, holdId, passId, reservationId: id, isOnMap } = hold;
  const accountId = account.id;
  const made = await insertReservation({
    id,
    scheduleId,
    holdId,
    passId,
    accountId,
    seats,
    isOnMap,
    idempotency,
  });
  if (!made) throw new Refusal(await whyNone(account, hold));
  if (!isOnMap) wakeRelay();
  return made;
}

/** Asked anew: the terms that were kept may be from before the schedule was cancelled or its concert taken back. */
async function whyNone(
  account: Account,
  { scheduleId, reservationId }: ReservingHold,
): Promise<RefusalCode> {
  if (await findOwned(account.id, reservationId)) return 'already_reserved';
  forgetTerms(scheduleId);
  const terms = await findTerms(scheduleId);
  const isOver = !terms || terms.isCancelled || terms.closesAt <= new Date();
  return isOver ? 'sale_over' : 'seats_over_limit';
}

/** Frees what was taken for a reservation that Postgres refused, unless a repeat's row is there after all. */
async function dropReserving(account: Account, hold: ReservingHold): Promise<void> {
  if (await findOwned(account.id, hold.reservationId)) return;
  const { reservationId, scheduleId, seatIds } = hold;
  await freeReserved({ reservationId, scheduleId, accountId: account.id, seatIndexes: seatIds });
}

/** The actor's reservation; another's is not_found. */
export async function findReservation(actor: Actor, id: string): Promise<ReservationView> {
  const row = await findOwned(requireAccount(actor).id, id);
  if (!row) throw new Refusal('not_found');
  return presentReservation(row);
}

/** The actor's reservations, newest first, a page at a time. */
export async function listReservations(
  actor: Actor,
  { cursor, size }: { cursor?: string; size: number },
): Promise<{ reservations: ReservationView[]; nextCursor: string | null }> {
  const rows = await listOwned(requireAccount(actor).id, cursor, size + 1);
  const page = rows.slice(0, size);
  return {
    reservations: page.map(presentReservation),
    nextCursor: rows.length > size ? (page.at(-1)?.id ?? null) : null,
  };
}

function presentReservation(row: ReservationRow): ReservationView {
  return {
    id: row.id,
    scheduleId: row.scheduleId,
    status: row.status as ReservationView['status'],
    seats: row.reservationSeats.map(({ seatIndex, grade, price }) => ({
      seatId: seatIndex,
      grade: grade as Grade,
      price: Number(price),
    })),
    total: Number(row.total),
    expiresAt: row.expiresAt.toISOString(),
    createdAt: row.createdAt.toISOString(),
    reservedAt: row.reservedAt?.toISOString() ?? null,
    cancelledAt: row.cancelledAt?.toISOString() ?? null,
    cancelledReason: row.cancelledReason,
    ...presentPayment(row),
  };
}

function presentPayment({ payments: [paid] }: ReservationRow): Pick<ReservationView, 'payment'> {
  if (!paid) return {};
  const { id, method, status, refund } = paid;
  const payment = {
    id,
    method: method as PaymentMethod,
    status: status as PaymentStatus,
    refund: refund && {
      amount: Number(refund.amount),
      status: refund.status as 'REQUESTED' | 'COMPLETED',
    },
  };
  return { payment };
}

/** Cancels reservations that nobody paid in time; their seats come back through the event. Returns how many. */
export async function expireReservations(): Promise<number> {
  const cancelled = await cancelOverdue(overdueMax);
  if (cancelled > 0) wakeRelay();
  return cancelled;
}

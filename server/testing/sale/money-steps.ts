import { expect } from 'vitest';
import { payReservation } from '@/server/payments';
import type { PaymentView } from '@/server/payments/payments.schema';
import { cancelReservation, cancelReservationAsStaff } from '@/server/reservations';
import type { Cancellation } from '@/server/reservations/cancellation.schema';
import { onceAs } from '@/server/testing';
import { endPayTime } from './clock';
import type { Reservation } from './model';
import { type Outcome, outcomeOf, type Sale } from './sale';

function payCommand(sale: Sale, who: number, reservationId: string) {
  const payment = { reservationId, method: 'wallet' as const, idempotency: sale.key(who) };
  return () => payReservation(sale.people[who]!, payment);
}

export function answerPay(
  { status, isPayable, wasExpired, total, fan }: Reservation,
  balance = fan.balance,
): string {
  const isOver = wasExpired || !isPayable;
  if (status !== 'RESERVED' && isOver) return 'reservation_expired';
  if (status !== 'RESERVING') return 'reservation_not_payable';
  return balance >= total ? 'ok' : 'balance_too_low';
}

/** What a person was told of a payment: paid means RESERVED and money gone, on the spot and for ever. */
function notePaid(reservation: Reservation, { value }: Outcome<PaymentView>) {
  if (!value) return;
  expect(value).toMatchObject({ status: 'COMPLETED', amount: reservation.total });
  expect(value.ticketIds).toHaveLength(reservation.seats.length);
  Object.assign(reservation, { status: 'RESERVED', event: 'committed', endsPass: true });
  reservation.fan.balance -= reservation.total;
}

export async function pay(sale: Sale, who: number, back: number) {
  const reservation = sale.reservationOf(who, back);
  if (!reservation) return false;
  const outcome = await sale.send('pay', who, payCommand(sale, who, reservation.id));
  expect(outcome.word).toBe(answerPay(reservation));
  notePaid(reservation, outcome);
}

/** Three keys and one of them twice, at once: one payment. */
export async function payAtOnce(sale: Sale, who: number, back: number) {
  const reservation = sale.reservationOf(who, back);
  if (!reservation) return false;
  const commands = [1, 2, 3].map(() => payCommand(sale, who, reservation.id));
  const outcomes = await Promise.all([...commands, commands[0]!].map(outcomeOf));
  const paid = outcomes.filter(({ word }) => word === 'ok').map(({ value }) => value!);
  const expected = answerPay(reservation);
  expect(new Set(paid.map(({ id }) => id)).size).toBe(expected === 'ok' ? 1 : 0);
  if (paid.length > 0) notePaid(reservation, { word: 'ok', value: paid[0]! });
}

function cancelCommand(sale: Sale, who: number, reservationId: string, as: 'fan' | 'staff') {
  const actor = as === 'fan' ? sale.people[who]! : sale.admin;
  const command = { reservationId, reason: 'changed plans', idempotency: onceAs(actor) };
  return as === 'fan'
    ? () => cancelReservation(actor, command)
    : () => cancelReservationAsStaff(actor, command);
}

function noteCancelled(reservation: Reservation, { value }: Outcome<Cancellation>, as: string) {
  if (!value) return;
  const { refund } = value;
  expect(refund !== null).toBe(reservation.status === 'RESERVED');
  if (refund) expect(refund.amount + refund.fee).toBe(reservation.total);
  if (refund && as === 'staff') expect(refund.fee).toBe(0);
  const order = reservation.orders.find((each) => each.status === 'COMPLETED');
  if (order) Object.assign(order, { refund: 'REQUESTED', back: refund!.amount });
  else reservation.fan.balance += refund?.amount ?? 0;
  Object.assign(reservation, { status: 'CANCELLED', event: 'committed' });
}

const answerCancel = ({ status }: Reservation) =>
  status === 'CANCELLED' ? 'already_cancelled' : 'ok';

export async function cancel(sale: Sale, who: number, back: number, as: 'fan' | 'staff') {
  const reservation = sale.reservationOf(who, back);
  if (!reservation) return false;
  const outcome = await sale.send('cancel', who, cancelCommand(sale, who, reservation.id, as));
  expect(outcome.word).toBe(answerCancel(reservation));
  noteCancelled(reservation, outcome, as);
}

/** Staff press it several times at once, with a key each: cancelled once, and the money back once. */
export async function cancelAtOnce(sale: Sale, who: number, back: number) {
  const reservation = sale.reservationOf(who, back);
  if (!reservation) return false;
  const commands = [1, 2, 3, 4].map(() => cancelCommand(sale, who, reservation.id, 'staff'));
  const outcomes = await Promise.all(commands.map(outcomeOf));
  const done = outcomes.filter(({ word }) => word === 'ok');
  expect(done).toHaveLength(answerCancel(reservation) === 'ok' ? 1 : 0);
  if (done[0]) noteCancelled(reservation, done[0], 'staff');
}

/** A payment and a cancellation meet: paid and refunded, or never paid. */
export async function payAndCancel(sale: Sale, who: number, back: number) {
  const reservation = sale.reservationOf(who, back);
  if (!reservation) return false;
  const [payWord, cancelWord] = [answerPay(reservation), answerCancel(reservation)];
  const [paid, cancelled] = await Promise.all([
    outcomeOf(payCommand(sale, who, reservation.id)),
    outcomeOf(cancelCommand(sale, who, reservation.id, 'staff')),
  ]);
  expect(cancelled.word).toBe(cancelWord);
  expect([payWord, 'reservation_not_payable']).toContain(paid.word);
  notePaid(reservation, paid);
  noteCancelled(reservation, cancelled, 'staff');
}

export async function payTimeEnds(sale: Sale, who: number, back: number) {
  const reservation = sale.reservationOf(who, back);
  if (reservation?.status !== 'RESERVING') return false;
  await endPayTime(reservation.id);
  reservation.isPayable = false;
}

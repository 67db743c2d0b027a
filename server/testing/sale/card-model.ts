import { type Fan, isLive, type Model, type Reservation } from './model';

/** An order at the card gateway, with what we know of it and what the gateway does. */
export type CardOrder = {
  /** Of the payment, and of the order. */
  id: string;
  reservation: Reservation;
  paymentKey: string;
  status: 'PENDING' | 'CONFIRMING' | 'COMPLETED' | 'FAILED' | 'RETURNED';
  /** Its money was taken at the gateway. */
  isApproved: boolean;
  /** A worker will look at it. */
  isWatched: boolean;
  /** Since the gateway was first asked. */
  ageMinutes: number;
  refund: 'none' | 'REQUESTED' | 'COMPLETED';
  /** What goes back, in won. */
  back: number;
  /** The gateway gave it back, and nobody heard of it. */
  isBackUnheard: boolean;
};

export const ordersOf = (fan: Fan): CardOrder[] => fan.reservations.flatMap(({ orders }) => orders);

type Suits = (order: CardOrder) => boolean;

export const isPending: Suits = ({ status }) => status === 'PENDING';
export const isLookedAfter: Suits = (order) => order.isWatched;
export const mayBeApproved: Suits = (order) => order.isWatched && !order.isApproved;
export const isBackRequested: Suits = ({ refund }) => refund === 'REQUESTED';
export const mayGoBackUnheard: Suits = (order) => isBackRequested(order) && !order.isBackUnheard;

export const confirmingOf = ({ orders }: Reservation): CardOrder | undefined =>
  orders.find(({ status }) => status === 'CONFIRMING');

/** Asking for longer than an authentication lasts is in vain. */
export const isTooOld = ({ ageMinutes }: CardOrder): boolean => ageMinutes >= 10;

/** What an approval comes to: both, where the model does not know which. */
export function answerApproval(
  model: Model,
  { reservation }: CardOrder,
): ('COMPLETED' | 'RETURNED')[] {
  const { fan, seats, passId, status, wasExpired } = reservation;
  if (status === 'RESERVING') return ['COMPLETED'];
  if (status !== 'CANCELLED' || !wasExpired) return ['RETURNED'];
  const others = model.written.filter((other) => other !== reservation && isLive(other));
  const isTaken = others.some((other) => other.seats.some((seat) => seats.includes(seat)));
  if (isTaken || others.some((other) => other.passId === passId)) return ['RETURNED'];
  if (!model.isSure) return ['COMPLETED', 'RETURNED'];
  const isHeld = seats.some((seat) => model.digits?.[seat] === '1');
  if (isHeld) return ['RETURNED'];
  // Its slots may be those of another reservation of the same person by now.
  const isAlone = !others.some((other) => other.fan === fan);
  return isAlone ? ['COMPLETED'] : ['COMPLETED', 'RETURNED'];
}

/** An approval was settled: tickets, also for a reservation that had expired, or all of it goes back. */
export function settleApproved(order: CardOrder, status: 'COMPLETED' | 'RETURNED'): void {
  const { reservation } = order;
  Object.assign(order, { status, isWatched: false });
  if (status === 'RETURNED')
    return void Object.assign(order, { refund: 'REQUESTED', back: reservation.total });
  const isRevived = reservation.status === 'CANCELLED';
  Object.assign(reservation, {
    ...{ status: 'RESERVED', event: 'committed', endsPass: true, wasExpired: false },
    isPayable: reservation.isPayable && !isRevived,
  });
}

/** Given up: what is left of the reservation's time is there again. */
export function failOrder(order: CardOrder, isWatched: boolean): void {
  Object.assign(order, { status: 'FAILED', isWatched });
  if (order.reservation.status === 'RESERVING') order.reservation.isPayable = true;
}

/**
 * Money for a reservation, by a table of providers.
 *
 * Home of truth: Postgres.
 * Invariants: every RESERVED reservation has exactly one completed payment of exactly its price (2); a payment
 * needs a living reservation and no pass (4); debit, payment, tickets and event commit together or not at all (7).
 */
export { confirmCardPayment } from './card';
export { findPayment } from './find-payment';
export { offeredMethods, payReservation } from './payments';
export { failAbandonedOrders, lookAtPayments, takeHint } from './reconcile';
export { giveBackToCards } from './refunds';
export { waitingRefunds } from './refunds.store';
export type { CardGateway, ConfirmOutcome, CancelOutcome, GatewayOrder, Approval } from './gateway';
export { logMoney } from './money-log';

/**
 * Tickets: a paid seat and its signed code. Home of truth: Postgres (`tickets`), whose rows the payment's
 * statement inserts and the cancellation's voids.
 * Invariants: one ticket a paid seat (tickets_seat_unique); a code is genuine only under our Ed25519 key; a ticket
 * is admitted at most once.
 */
export { admitTicket, countDoor, listDoors } from './door';
export { ticketPublicKey } from './ticket-code';
export { findTicket, listTickets, seatOf } from './tickets';

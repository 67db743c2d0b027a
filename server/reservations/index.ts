/**
 * One person's order of 1..N seats of one schedule: RESERVING -> RESERVED or CANCELLED.
 *
 * Home of truth: Postgres, where a partial unique index sells a seat once (1) and another counts a person's
 * seats (8). They are the only lock while the seats' Redis is away and a schedule sells on (`reserveSeats`). Else seats
 * turn RESERVING in Redis first, and from then only Postgres's outcome frees them.
 */
export { reserveSeats } from './reserve-seats';
export { expireReservations, findReservation, listReservations, reserveHold } from './reservations';
export {
  cancelReservation,
  cancelReservationAsStaff,
  quoteCancellation,
} from './cancel-reservation';
export { cancelBatchOf, listSchedulesToCancel, sendShowCancelled } from './cancel-schedule';
export { queueReservationMails, sendReservationMails } from './reservation-mails';
export { listStaffReservations } from './staff-reservations';

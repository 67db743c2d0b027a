/**
 * Seats locked for one person for a few minutes.
 *
 * Home of truth: Redis, one script for 1..N seats; a lost hold only frees seats, and Postgres still refuses a
 * second sale.
 * Invariants: all seats or none; only with a live pass (4); never more than `seatsPerPersonMax` with what the
 * person has reserved (8); a script takes over an expired HELD and never anything else; a command repeated under
 * one Idempotency-Key answers the same (3), also after the pass ended.
 */
export {
  endPass,
  endPasses,
  expireHolds,
  findHold,
  findOwnHold,
  grantPass,
  holdSeats,
  releaseCancelled,
  releaseHold,
  startReserving,
  type ReservingHold,
} from './holds';
export type { EndedPass } from './holds.redis';

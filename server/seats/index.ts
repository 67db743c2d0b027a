/**
 * The seats of a schedule and what state each is in.
 *
 * Home of truth: Redis for who holds what now and for drawing the map; Postgres for everything reserved or sold,
 * and the map can be rebuilt from it at any time (`rebuildSeats`).
 * Invariants: a seat that Postgres says is somebody's is never shown or taken as free by a script for longer
 * than it takes to settle; the version grows by one with every published change.
 */
export {
  seatCounts,
  settleReservations,
  findSnapshot,
  findVersion,
  forgetOldMaps,
  freeReserved,
  isAnyHeld,
  listMovingSchedules,
  prepareSeats,
  rebuildSeats,
  reconcileReserving,
  reconcileSeats,
} from './seats';
export { seatKeys, type ReservedSeats } from './seats.redis';
export { findOpenTerms, findTerms, forgetTerms, gradeOfSeat, type SaleTerms } from './terms';

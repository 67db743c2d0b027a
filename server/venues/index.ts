/**
 * Venues and their layouts. Home of truth: Postgres. A layout is immutable and versioned by its
 * venue; its seats are numbered 0..N-1 and everything else speaks of a seat by that number.
 */
export {
  createLayout,
  createVenue,
  findLayout,
  findLayoutIdOfSchedule,
  listVenues,
} from './venues';
export { arenaLayout, hallLayout, stadiumLayout } from './generators';

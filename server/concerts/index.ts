/**
 * Concerts: what is on the poster. Home of truth: Postgres (`concerts`); the public's reads are kept in Redis for
 * seconds and dropped on change. Invariants: only what is published is public; an organiser touches no one else's;
 * a concert with a reservation stays (reservations_schedule_id_fkey).
 */
export {
  createConcert,
  deleteConcert,
  findConcert,
  listConcerts,
  listOwnConcerts,
  ownerOf,
  publishConcert,
  requireConcert,
  requireOwnConcert,
  unpublishConcert,
  updateConcert,
} from './concerts';
export { cachedInCatalogue, dropCatalogue } from './cache-keys';
export { searchColumns } from './search-text';

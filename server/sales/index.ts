/**
 * What each schedule sold, by grade: seats, won, and what of it was cancelled, refunded and kept as fees.
 *
 * Home of truth: none of its own. The counters (`sales_counters`) follow the events of reservations, and are counted anew
 * from Postgres's reservations, payments and refunds at any time (`rebuildSales`).
 * Invariants: an event counts once, however often it comes; what has come is what the rows say (the audit compares).
 */
export { countSales, rebuildSales } from './sales';

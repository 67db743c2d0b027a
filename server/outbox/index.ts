/**
 * Events that leave with the change they tell of.
 *
 * Home of truth: the `outbox` table until shipped, then the Redis Stream `bus:events`.
 * Invariants: an event exists if and only if its change committed; it is shipped at least once; a key's events
 * keep their order; a consumer's work is idempotent by event id.
 */
export { publishTx, outboxLag, pruneOutbox, firstSightTx } from './outbox.store';
export { relayBatch } from './relay';
export { consumeBatch, onWake, wakeRelay } from './bus.redis';
export type { BusEvent, EventPayload, EventType, NewEvent } from './events.schema';

/**
 * Events that leave with the change they tell of.
 *
 * Home of truth: the `outbox` table until shipped, then the Redis Stream `bus:events`.
 * Invariants: an event exists if and only if its change committed; it is shipped at least once; a key's events
 * keep their order until one is repeated; so a consumer does what its home of truth says at that moment, and a late
 * or repeated event changes nothing.
 */
export { publishTx, outboxLag, pruneOutbox } from './outbox.store';
export { relayBatch } from './relay';
export { busLag, consumeBatch, onWake, wakeRelay } from './bus.redis';
export type { BusEvent, EventPayload, EventType, NewEvent } from './events.schema';

/**
 * Events that leave with the change they tell of.
 *
 * Home of truth: the `outbox` table until shipped, then the bus (`chosen-bus.ts`), then for what a consumer refused
 * for good the table `dead_letters`.
 * Invariants: an event exists if and only if its change committed; it is shipped at least once, and again when a bus
 * that may have lost it is connected anew; the events of one schedule, and of one key without a schedule, keep their
 * order until one is repeated; so a consumer does what its home of truth says at that moment, or remembers events by
 * their id, and a late or repeated event changes nothing.
 */
export { publishTx, outboxLag, pruneOutbox } from './outbox.store';
export { relayBatch, rowsPerPartition } from './relay';
export { consumeBatch, type Consumer } from './consumer';
export { theBus } from './chosen-bus';
export { beatMs, newLeads, type Leads } from './leads';
export { onWake, wakeRelay } from './wake.redis';
export { countDeadLetters } from './dead-letters.store';
export { deleteDeadLetter, listDeadLetters, replayDeadLetter } from './dead-letters';
export { findConsumed, noteConsumed, pruneConsumed } from './consumed.store';
export type { Backlog, Bus, Lead } from './bus';
export type { BusEvent, EventPayload, EventType, NewEvent } from './events.schema';

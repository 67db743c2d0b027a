/**
 * What keeps scripts from flooding a line: work to do before joining, which rises with how often an address range and
 * a whole schedule join, and a question for who cannot do it. Home of truth: none; rates are counted in each process
 * and compared through Redis once a second (`bots:joins:<window>`), a spent proof is remembered there for as long as
 * it could be used (`bots:spent:<nonce>`).
 * Invariants: a proof is worth one join of one account in one line, for two minutes; while it is quiet nobody has
 * work to do and nothing is written; a network that thousands share is slowed, and never shut out.
 */
export type { Question } from './bots.schema';
export { askQuestion, type JoinAttempt, requireProof, workOf } from './joins';
export { rangeOf, type Range } from './ranges';

/**
 * The line of a schedule: who waits, who is invited, who is inside. Home of truth: Redis (append-only file on), under
 * the hash tag `{q:<scheduleId>}`; its settings are copied from the schedule; what happened in it is a stream, drained
 * into Postgres (`line_events`).
 *
 * A join takes a ticket: the order of arrival. The place number is the ticket itself behind the lobby, and drawn from
 * the ticket inside it, so nothing is sorted and a number never changes. The line is two integers, `issued` and
 * `cursor`; 47 bytes a ticket say who it is, its state and when that person was last seen.
 *
 * waiting -> invited (60 s) -> inside -> done; left or lapsed from any of the first three.
 *
 * Invariants, each held by the script that could break it:
 * - one account has one live place (join-line); the people inside never exceed the capacity, and entries in any sliding
 *   minute never exceed the rate (enter-line);
 * - nobody is invited before somebody with a smaller number who is present (invite-places): who is away is passed over,
 *   and goes first on return;
 * - nothing is given out between a crash of Redis and the new epoch (include/epoch.lua, in every script that gives);
 *   a join token brings back a place that the crash lost (reinstate-place);
 * - no invitation runs out while nobody tends the line, or could enter (include/silence.lua);
 * - only the leader of a line moves it, by its newest fencing token (expire-places, invite-places);
 * - the clock is Redis's.
 *
 * Kinds in `line_events`: joined, frozen (lobbySize), listed (lobbySize, root), drawn (lobbySize, trust), invited, passed, returned, snoozed, woken, entered (pass, and at that instant:
 * inside, capacity, minute = entries in the last minute, rate), extended, expired (reason invitation or pass), lapsed, left, done.
 */
export { runAdmission, tendLine } from './admission';
export { controlEveryMs, controlRates, findAdmissionControl, type LineRate } from './control';
export { archiveDraws, openDrawFile } from './draw/archive';
export { auditDraws } from './draw/audit-draws';
export { findPlaceProof, findReceipt } from './draw/own-proof';
export { drawPublicKey } from './draw/signing';
export { findDraw } from './draw/view-draw';
export { findForgotten, holdsPlace } from './epochs';
export { drainLineEvents, forgetOldLines } from './line-events';
export { configureLine, configureLines, findLine, findLineNumbers } from './lines';
export { type PassClaims, signPass, verifyPass } from './pass-token';
export {
  enterLine,
  extendPass,
  findPlace,
  finishPlace,
  finishPlaces,
  joinLine,
  leaveLine,
  needsVerifying,
  notePresent,
} from './places';
export { addCodes, hashOfCode } from './presale';
export { noteRealtime, realtimeBeatMs } from './realtime-beat.redis';
export { snoozePlace, wakePlace } from './snooze';
export { takeoversChannel, tellTakeovers } from './takeovers.redis';
export { noticesChannel, readClock } from './waiting-room.redis';

import type { QueueTick, Stock } from '@/realtime/protocol';
import type { LineView, PlaceView } from '@/server/waiting-room/waiting-room.schema';
import { type Estimate, estimateWait, hardlyReaches, nextEstimate, Speedometer } from './estimate';
import { type Anchor, anchorOf, peopleAhead } from './position';

/** Why what is shown went up for once, said for a minute. */
export type Reason = 'slower' | 'resumed' | 'snoozed';

/** Everything the page knows. Changed only by the functions below; the view draws it. */
export type PageState = {
  line: LineView | null;
  place: PlaceView | null;
  stock: Stock;
  /** Why there is no place to show. */
  refused: string | null;
  /** The line will ask for a verified address, which this account has not yet. */
  mustVerify: boolean;
  /** What is out of reach: the network, the site, or the line behind the site. */
  away: 'offline' | 'server' | 'line' | null;
  /** Another tab or device of this person is the live one. */
  elsewhere: boolean;
  entering: 'no' | 'asked' | 'busy';
  /** The place as counted by the server last. */
  anchor: Anchor | null;
  /** People ahead as shown: for one number it only falls, or `reason` says why not. */
  ahead: number | null;
  /** Where this number started from, for the bar. */
  startedAhead: number;
  speed: Speedometer;
  estimate: Estimate | null;
  reason: { why: Reason; untilMs: number } | null;
  /** No more snoozing for this place. */
  snoozeUsed: boolean;
  /** Until when a number just drawn is shown large. */
  revealUntilMs: number;
  /** Milliseconds to add to the device's clock. */
  clockOffsetMs: number;
};

export const startState = (): PageState => ({
  line: null,
  place: null,
  stock: [],
  refused: null,
  mustVerify: false,
  away: null,
  elsewhere: false,
  entering: 'no',
  anchor: null,
  ahead: null,
  startedAhead: 0,
  speed: new Speedometer(),
  estimate: null,
  reason: null,
  snoozeUsed: false,
  revealUntilMs: 0,
  clockOffsetMs: 0,
});

export const screens = [
  'loading',
  'signedOut',
  'before',
  'lobby',
  'drawn',
  'waiting',
  'snoozing',
  'turn',
  'inside',
  'lapsed',
  'left',
  'done',
  'over',
  'unverified',
  'unidentified',
  'inLine',
  'refused',
  'full',
  'missing',
  'elsewhere',
] as const;
export type Screen = (typeof screens)[number];

const screenOfRefusal: Record<string, Screen> = {
  sign_in_required: 'signedOut',
  lobby_not_open: 'before',
  sale_over: 'over',
  email_unverified: 'unverified',
  identity_required: 'unidentified',
  identity_in_line: 'inLine',
  line_full: 'full',
  not_found: 'missing',
  invalid_input: 'missing',
};

export function screenOf(state: PageState): Screen {
  const { line, place, refused } = state;
  if (state.elsewhere) return 'elsewhere';
  if (refused) return screenOfRefusal[refused] ?? 'refused';
  if (!place || !line) return 'loading';
  if (place.state === 'invited') return 'turn';
  if (place.state !== 'waiting') return place.state;
  if (line.phase === 'over') return 'over';
  if (isSnoozing(state)) return 'snoozing';
  if (place.number === null) return 'lobby';
  return state.revealUntilMs > serverNow(state) ? 'drawn' : 'waiting';
}

const isSnoozing = (state: PageState) =>
  !!state.place?.snoozedUntil && Date.parse(state.place.snoozedUntil) > serverNow(state);

/** How long a number just drawn is shown large. */
export const revealMs = 4_000;
const reasonMs = 60_000;

/** Takes in a place, with the line as it was then. */
export function takePlace(state: PageState, place: PlaceView): void {
  const before = state.place;
  const wasSnoozing = !!before?.snoozedUntil && !place.snoozedUntil;
  const isOther = place.number !== before?.number;
  if (isOther || wasSnoozing) startAnew(state);
  if (place.state !== 'invited') state.entering = 'no';
  const isDrawn = before?.state === 'waiting' && before.number === null && place.number !== null;
  state.place = place;
  state.refused = null;
  state.mustVerify = false;
  state.anchor = anchorOf(place);
  takeLine(state, place.line);
  if (isDrawn) state.revealUntilMs = serverNow(state) + revealMs;
  if (wasSnoozing && place.state === 'waiting') say(state, 'snoozed');
}

function startAnew(state: PageState): void {
  state.ahead = null;
  state.estimate = null;
  state.startedAhead = 0;
  state.speed.forget();
}

function say(state: PageState, why: Reason): void {
  state.reason = { why, untilMs: serverNow(state) + reasonMs };
}

export function takeLine(state: PageState, line: LineView, receivedAtMs = Date.now()): void {
  const hasResumed = state.line?.paused && !line.paused;
  state.line = line;
  state.clockOffsetMs = Date.parse(line.serverNow) - receivedAtMs;
  if (hasResumed) {
    state.estimate = null;
    state.speed.forget();
    say(state, 'resumed');
  }
  reckon(state);
}

export function takeTick(state: PageState, tick: QueueTick, receivedAtMs = Date.now()): void {
  const [cursor, issued, waiting, movedPerMinute, nowMs] = tick;
  state.clockOffsetMs = nowMs - receivedAtMs;
  if (!state.line) return;
  const serverNow = new Date(nowMs).toISOString();
  state.line = { ...state.line, cursor, issued, waiting, movedPerMinute, serverNow };
  reckon(state);
}

/** Works out the person's own position and wait from what everybody is told. */
function reckon(state: PageState): void {
  const { line, place, anchor } = state;
  if (!line || !anchor || place?.state !== 'waiting') return;
  const ahead = peopleAhead(anchor, line);
  state.ahead = Math.min(ahead, state.ahead ?? ahead);
  state.startedAhead = Math.max(state.startedAhead, state.ahead);
  const nowMs = Date.parse(line.serverNow);
  if (line.paused) {
    state.estimate = null;
    return;
  }
  state.speed.take(nowMs, state.ahead);
  const sinceOpeningMs = nowMs - Date.parse(line.opensAt);
  const reckoned = estimateWait(state.ahead, state.speed.read(), line, sinceOpeningMs);
  const next = reckoned && nextEstimate(state.estimate, reckoned);
  if (next?.slower) say(state, 'slower');
  state.estimate = next && { low: next.low, high: next.high };
}

/** Whether the time of a turn has started anew unheard, should the line be back: its Redis carries the notices too. */
export const mayBeRenewed = ({ away, place }: PageState): boolean =>
  away === 'line' && place?.state === 'invited';

export const serverNow = (state: PageState): number => Date.now() + state.clockOffsetMs;

/** Seconds until an instant, by the server's clock; never below 0. */
export const secondsUntil = (state: PageState, instant: string): number =>
  Math.max(0, Math.ceil((Date.parse(instant) - serverNow(state)) / 1_000));

/** Why what is shown went up, while that is news. */
export const reasonOf = (state: PageState): Reason | null =>
  state.reason && state.reason.untilMs > serverNow(state) ? state.reason.why : null;

const seatsLeft = ({ stock }: PageState) => stock.reduce((sum, { left }) => sum + left, 0);

/** What the stock says to somebody who waits: nothing is left, or it will hardly reach so far back. */
export function stockOutlook(state: PageState): 'soldOut' | 'unlikely' | null {
  if (state.stock.length === 0) return null;
  const left = seatsLeft(state);
  if (left === 0) return 'soldOut';
  return state.ahead !== null && hardlyReaches(state.ahead, left) ? 'unlikely' : null;
}

/** The list for the draw is closed: who joins from now on stands behind all who are on it. */
export const isListClosed = ({ draw, freezesAt }: LineView, serverNowMs: number): boolean =>
  draw.state === 'frozen' || Date.parse(freezesAt) <= serverNowMs;

export const isFrozen = (state: PageState): boolean =>
  !!state.line && isListClosed(state.line, serverNow(state));

import type { QueueTick, Stock } from '@/realtime/protocol';
import type { LineView, PlaceView } from '@/server/waiting-room/waiting-room.schema';
import { type Estimate, estimateWait, nextEstimate } from './estimate';

/** Everything the page knows. Changed only by the functions below; the view draws it. */
export type PageState = {
  line: LineView | null;
  place: PlaceView | null;
  stock: Stock;
  /** Why there is no place to show. */
  refused: string | null;
  away: 'offline' | 'server' | null;
  entering: 'no' | 'asked' | 'busy';
  /** People ahead as shown: for one number it only ever falls. */
  ahead: number | null;
  /** Where this number started from, for the bar. */
  startedAhead: number;
  estimate: (Estimate & { slower: boolean }) | null;
  /** Milliseconds to add to the device's clock. */
  clockOffsetMs: number;
};

export const startState = (): PageState => ({
  line: null,
  place: null,
  stock: [],
  refused: null,
  away: null,
  entering: 'no',
  ahead: null,
  startedAhead: 0,
  estimate: null,
  clockOffsetMs: 0,
});

export const screens = [
  'loading',
  'signedOut',
  'before',
  'lobby',
  'waiting',
  'turn',
  'inside',
  'lapsed',
  'left',
  'done',
  'over',
  'unverified',
  'full',
  'missing',
] as const;
export type Screen = (typeof screens)[number];

const screenOfRefusal: Record<string, Screen> = {
  sign_in_required: 'signedOut',
  lobby_not_open: 'before',
  sale_over: 'over',
  email_unverified: 'unverified',
  line_full: 'full',
  not_found: 'missing',
  invalid_input: 'missing',
};

export function screenOf({ line, place, refused }: PageState): Screen {
  const state = place?.state;
  if (refused) return screenOfRefusal[refused] ?? 'loading';
  if (!place || !line) return 'loading';
  if (state === 'invited') return 'turn';
  if (state !== 'waiting') return state!;
  if (line.phase === 'over') return 'over';
  return place.number === null ? 'lobby' : 'waiting';
}

/** Takes in a place, with the line as it was then. */
export function takePlace(state: PageState, place: PlaceView): void {
  const isOther = place.number !== state.place?.number;
  if (isOther) {
    state.ahead = null;
    state.estimate = null;
    state.startedAhead = 0;
  }
  if (place.state !== 'invited') state.entering = 'no';
  state.place = place;
  state.refused = null;
  takeLine(state, place.line);
}

export function takeLine(state: PageState, line: LineView, receivedAtMs = Date.now()): void {
  state.line = line;
  state.clockOffsetMs = Date.parse(line.serverNow) - receivedAtMs;
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

/** Works out the person's own position from what everybody is told. */
function reckon(state: PageState): void {
  const { line, place } = state;
  if (!line || place?.state !== 'waiting' || place.number === null) return;
  const ahead = Math.max(0, place.number - line.cursor - 1);
  state.ahead = Math.min(ahead, state.ahead ?? ahead);
  state.startedAhead = Math.max(state.startedAhead, state.ahead);
  const sinceOpeningMs = Date.parse(line.serverNow) - Date.parse(line.opensAt);
  const { movedPerMinute, ratePerMinute } = line;
  const reckoned = estimateWait(state.ahead, movedPerMinute, ratePerMinute, sinceOpeningMs);
  state.estimate = reckoned && nextEstimate(state.estimate, reckoned);
}

export const serverNow = (state: PageState): number => Date.now() + state.clockOffsetMs;

/** Seconds until an instant, by the server's clock; never below 0. */
export const secondsUntil = (state: PageState, instant: string): number =>
  Math.max(0, Math.ceil((Date.parse(instant) - serverNow(state)) / 1_000));

/** Nothing is left to buy at this moment. */
export const isSoldOut = ({ stock }: PageState): boolean =>
  stock.length > 0 && stock.every(({ left }) => left === 0);

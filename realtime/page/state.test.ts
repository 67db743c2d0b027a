import { expect, test } from 'vitest';
import type { LineView, PlaceView } from '@/server/waiting-room/waiting-room.schema';
import {
  isFrozen,
  mayBeRenewed,
  reasonOf,
  screenOf,
  secondsUntil,
  startState,
  stockOutlook,
  takeLine,
  takePlace,
  takeTick,
} from './state';
import { aLineView, aPlaceView } from './testing';

const line = aLineView();
const place = aPlaceView();
const now = Date.parse(line.serverNow);

test('a page works out its own position from what everybody is told, and it never goes back', () => {
  const state = startState();
  takePlace(state, place);
  expect(state.ahead).toBe(200);
  takeTick(state, [150, 510, 360, 600, now + 1_000]);
  expect(state.ahead).toBe(150);
  takeTick(state, [140, 510, 370, 600, now + 2_000]);
  expect(state.ahead).toBe(150);
  takeTick(state, [400, 510, 100, 600, now + 3_000]);
  expect(state.ahead).toBe(0);
});

test('who left ahead counts no more: by the server as told, and meanwhile by what the line lost', () => {
  const state = startState();
  takePlace(state, { ...place, ahead: 140, line: { ...line, waiting: 280 } });
  expect(state.ahead).toBe(140);
  // 100 numbers came up, 70 of them people; of the 210 who were left 20 are gone, half of them from ahead.
  takeTick(state, [200, 500, 190, 600, now + 10_000]);
  expect(state.ahead).toBe(60);
});

test('what is shown goes up only with a reason: the end of a snooze, or a pause', () => {
  const state = startState();
  takePlace(state, { ...place, snoozedUntil: new Date(now + 60_000).toISOString() });
  expect(screenOf(state)).toBe('snoozing');
  takePlace(state, { ...place, ahead: 190 });
  expect(screenOf(state)).toBe('waiting');
  expect(reasonOf(state)).toBe('snoozed');

  takeLine(state, { ...line, paused: true });
  expect(state.estimate).toBeNull();
  takeLine(state, line);
  expect(reasonOf(state)).toBe('resumed');
});

test('a wait that grew says that the line is slower, and says so for a minute', () => {
  const state = startState();
  takePlace(state, place);
  const before = state.estimate!;
  takeTick(state, [101, 500, 399, 20, now + 5_000]);
  expect(state.estimate!.low).toBeGreaterThan(before.high);
  expect(reasonOf(state)).toBe('slower');
  takeTick(state, [101, 500, 399, 20, now + 70_000]);
  expect(reasonOf(state)).toBeNull();
});

test('a number just drawn is shown for a moment, then the people ahead', () => {
  const state = startState();
  takePlace(state, { ...place, number: null, ahead: null });
  expect(screenOf(state)).toBe('lobby');
  takePlace(state, place);
  expect(screenOf(state)).toBe('drawn');
  takeTick(state, [100, 500, 400, 600, now + 5_000]);
  expect(screenOf(state)).toBe('waiting');
});

test('the list is closed when the line says so, and at its time by the clock of the server', () => {
  const committed = { state: 'committed', trust: null, seal: '3f9a1c27d04b' } as const;
  const lobby: LineView = { ...line, phase: 'lobby', draw: committed };
  const at = (serverNow: string) => {
    const state = startState();
    takePlace(state, { ...place, number: null, line: { ...lobby, serverNow } });
    return isFrozen(state);
  };
  expect(at('2026-11-22T10:59:00.000Z')).toBe(false);
  expect(at('2026-11-22T10:59:51.000Z')).toBe(true);
});

test('a new number starts anew', () => {
  const state = startState();
  takePlace(state, place);
  takePlace(state, { ...place, number: 481, ahead: 380 });
  expect(state.ahead).toBe(380);
});

test('countdowns follow the server, however wrong the device is', () => {
  const state = startState();
  takePlace(state, place);
  takeTick(state, [150, 510, 360, 600, now], Date.now());
  expect(secondsUntil(state, new Date(now + 60_000).toISOString())).toBe(60);
  expect(secondsUntil(state, new Date(now - 5_000).toISOString())).toBe(0);
});

test.each([
  [{}, 'waiting'],
  [{ number: null, ahead: null }, 'lobby'],
  [{ state: 'invited' }, 'turn'],
  [{ state: 'inside' }, 'inside'],
  [{ state: 'lapsed' }, 'lapsed'],
  [{ state: 'left' }, 'left'],
  [{ state: 'done' }, 'done'],
  [{ line: { ...line, phase: 'over' } }, 'over'],
] as [Partial<PlaceView>, string][])('a place with %o shows the screen %s', (change, screen) => {
  const state = startState();
  takePlace(state, { ...place, ...change });
  expect(screenOf(state)).toBe(screen);
});

test.each([
  ['sign_in_required', 'signedOut'],
  ['lobby_not_open', 'before'],
  ['sale_over', 'over'],
  ['email_unverified', 'unverified'],
  ['identity_required', 'unidentified'],
  ['identity_in_line', 'inLine'],
  ['identity_required', 'unidentified'],
  ['identity_in_line', 'inLine'],
  ['something_new', 'refused'],
  ['line_full', 'full'],
  ['not_found', 'missing'],
])('refused for %s shows the screen %s', (refused, screen) => {
  expect(screenOf({ ...startState(), refused })).toBe(screen);
});

test('the stock says when nothing is left or hardly reaches this far, and nothing before it is known', () => {
  const state = startState();
  takePlace(state, place);
  const outlook = (left: number) => stockOutlook({ ...state, stock: [{ grade: 'R', left }] });
  expect(stockOutlook(state)).toBeNull();
  expect([outlook(0), outlook(40), outlook(41)]).toEqual(['soldOut', 'unlikely', null]);
});

test('only who was called asks for the place once more when the line is back from having been away', () => {
  const state = startState();
  takePlace(state, place);
  expect(mayBeRenewed({ ...state, away: 'line' })).toBe(false);
  takePlace(state, { ...place, state: 'invited' });
  expect(mayBeRenewed({ ...state, away: 'line' })).toBe(true);
  expect(mayBeRenewed(state)).toBe(false);
});

test('another live page is all that is shown here', () => {
  const state = startState();
  takePlace(state, place);
  expect(screenOf({ ...state, elsewhere: true })).toBe('elsewhere');
});

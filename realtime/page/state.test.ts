import { expect, test } from 'vitest';
import type { LineView, PlaceView } from '@/server/waiting-room/waiting-room.schema';
import { isSoldOut, screenOf, secondsUntil, startState, takePlace, takeTick } from './state';

const line: LineView = {
  scheduleId: '0197a0a0-0000-7000-8000-000000000001',
  phase: 'open',
  paused: false,
  lobbyOpensAt: '2026-11-22T10:30:00.000Z',
  opensAt: '2026-11-22T11:00:00.000Z',
  closesAt: '2026-11-29T11:00:00.000Z',
  issued: 500,
  waiting: 400,
  cursor: 100,
  ratePerMinute: 600,
  movedPerMinute: 600,
  serverNow: '2026-11-22T11:05:00.000Z',
};
const place: PlaceView = {
  scheduleId: line.scheduleId,
  state: 'waiting',
  number: 301,
  ahead: 200,
  invitedUntil: null,
  lapsed: null,
  pass: null,
  line,
};
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

test('a new number starts anew', () => {
  const state = startState();
  takePlace(state, place);
  takePlace(state, { ...place, number: 481 });
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
  ['line_full', 'full'],
  ['not_found', 'missing'],
])('refused for %s shows the screen %s', (refused, screen) => {
  expect(screenOf({ ...startState(), refused })).toBe(screen);
});

test('stock says when nothing is left, and not before it is known', () => {
  expect(isSoldOut(startState())).toBe(false);
  expect(isSoldOut({ ...startState(), stock: [{ grade: 'R', left: 0 }] })).toBe(true);
});

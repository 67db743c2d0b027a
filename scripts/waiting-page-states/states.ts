import type { LineView, PlaceView } from '@/server/waiting-room/waiting-room.schema';
import type { Stock } from '@/realtime/protocol';

/** What the made-up line tells the page in one state. */
export type Told = {
  line(): LineView;
  place?(): Omit<PlaceView, 'line'>;
  refused?: { status: number; code: string };
  stock?: Stock;
  /** Messages behind the first answer. */
  after?(): [string, unknown][];
  /** How long the picture waits; under a second unless the state takes longer to come. */
  settleMs?: number;
};

const id = '0197a0a0-0000-7000-8000-000000000001';
const at = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();

const openLine = (given: Partial<LineView> = {}): LineView => ({
  scheduleId: id,
  phase: 'open',
  paused: false,
  lobbyOpensAt: at(-2_100),
  opensAt: at(-300),
  closesAt: at(86_400),
  freezesAt: at(-310),
  hasPresale: false,
  draw: { state: 'drawn', trust: 'beacon', seal: '3f9a1c27d04b' },
  issued: 48_210,
  waiting: 41_480,
  cursor: 5_120,
  ratePerMinute: 1_700,
  movedPerMinute: 1_640,
  slowed: null,
  epoch: 1,
  serverNow: at(0),
  ...given,
});

const lobbyLine = (seconds: number, given: Partial<LineView> = {}): LineView =>
  openLine({
    phase: 'lobby',
    lobbyOpensAt: at(seconds - 1_800),
    opensAt: at(seconds),
    freezesAt: at(seconds - 10),
    draw: { state: seconds > 10 ? 'committed' : 'frozen', trust: null, seal: '3f9a1c27d04b' },
    cursor: 0,
    movedPerMinute: 0,
    waiting: 41_480,
    ...given,
  });

const aPlace = (given: Partial<PlaceView> = {}): Omit<PlaceView, 'line'> => ({
  scheduleId: id,
  state: 'waiting',
  lane: 'general',
  number: 32_145,
  lineNumber: 32_145,
  ahead: 23_871,
  invitedUntil: null,
  snoozedUntil: null,
  lapsed: null,
  pass: null,
  joinToken: 'a token',
  ...given,
});

const stock: Stock = [
  { grade: 'VIP', left: 1_204 },
  { grade: 'R', left: 8_310 },
  { grade: 'S', left: 12_022 },
  { grade: 'A', left: 15_840 },
];
const little: Stock = [
  { grade: 'VIP', left: 0 },
  { grade: 'R', left: 12 },
  { grade: 'S', left: 340 },
  { grade: 'A', left: 96 },
];
const none: Stock = stock.map(({ grade }) => ({ grade, left: 0 }));

const refusal = (status: number, code: string, facts: Record<string, unknown> = {}) => ({
  ...{ status, code, facts, detail: code },
});
const beforeLine = (): LineView => ({
  ...lobbyLine(7_200),
  phase: 'before',
  lobbyOpensAt: at(5_400),
});
const near = { number: 5_200, ahead: 61 };
const turn = () => aPlace({ state: 'invited', number: 5_121, ahead: 0, invitedUntil: at(47) });

const inPresale = { lane: 'presale', number: 5_412, lineNumber: 32_145, ahead: 291 } as const;
const drawnNow = (place: Omit<PlaceView, 'line'>): [string, unknown][] => [
  ['place', { kind: 'drawn', place: { ...place, line: openLine({ opensAt: at(-1), cursor: 0 }) } }],
];

export const states: Record<string, Told> = {
  '01-signed-out': { line: openLine, refused: refusal(401, 'sign_in_required') },
  '02-before': { line: beforeLine, refused: refusal(409, 'lobby_not_open') },
  '02-before-unverified': {
    line: beforeLine,
    refused: refusal(409, 'lobby_not_open', { mustVerify: true }),
  },
  '03-lobby': {
    line: () => lobbyLine(754),
    place: () => aPlace({ number: null, ahead: null }),
    stock,
  },
  '03-lobby-presale': {
    line: () => lobbyLine(754, { hasPresale: true }),
    place: () => aPlace({ number: null, ahead: null }),
    stock,
  },
  '04-frozen': {
    line: () => lobbyLine(8),
    place: () => aPlace({ number: null, ahead: null }),
    stock,
  },
  '05-drawing': {
    line: () =>
      openLine({
        opensAt: at(-2),
        draw: { state: 'frozen', trust: null, seal: '3f9a1c27d04b' },
        cursor: 0,
      }),
    place: () => aPlace({ number: null, ahead: null }),
    stock,
  },
  '06-drawn': {
    line: () => lobbyLine(1),
    place: () => aPlace({ number: null, ahead: null }),
    stock,
    after: () => drawnNow(aPlace()),
    settleMs: 2_600,
  },
  '06-drawn-lane': {
    line: () => lobbyLine(1, { hasPresale: true }),
    place: () => aPlace({ lane: 'presale', number: null, lineNumber: null, ahead: null }),
    stock,
    after: () => drawnNow(aPlace(inPresale)),
    settleMs: 2_600,
  },
  '07-waiting-far': { line: openLine, place: () => aPlace(), stock },
  '08-waiting-near': { line: openLine, place: () => aPlace(near), stock },
  '08-waiting-lane': {
    line: () => openLine({ hasPresale: true }),
    place: () => aPlace(inPresale),
    stock,
  },
  '09-next': { line: openLine, place: () => aPlace({ number: 5_121, ahead: 0 }), stock },
  '10-operator-draw': {
    line: () => openLine({ draw: { state: 'drawn', trust: 'operator', seal: '3f9a1c27d04b' } }),
    place: () => aPlace(),
    stock,
  },
  '11-slowed': {
    line: () => openLine({ slowed: { at: at(-600), reason: 'payments_slow', rate: 800 } }),
    place: () => aPlace(),
    stock,
  },
  '12-paused': { line: () => openLine({ paused: true }), place: () => aPlace(), stock },
  '13-away': {
    line: openLine,
    place: () => aPlace(),
    stock,
    after: () => [['fault', {}]],
  },
  '14-stop-waiting': { line: openLine, place: () => aPlace(), stock: little },
  '15-sold-out': { line: openLine, place: () => aPlace(), stock: none },
  '16-snoozing': {
    line: openLine,
    place: () => aPlace({ ...near, snoozedUntil: at(272) }),
    stock,
  },
  '17-turn': { line: openLine, place: turn, stock },
  '18-lapsed': { line: openLine, place: () => aPlace({ state: 'lapsed', lapsed: 'invitation' }) },
  '19-left': { line: openLine, place: () => aPlace({ state: 'left' }) },
  '20-done': { line: openLine, place: () => aPlace({ state: 'done' }) },
  '21-over': { line: openLine, refused: refusal(409, 'sale_over') },
  '22-elsewhere': {
    line: openLine,
    place: () => aPlace(),
    after: () => [['elsewhere', {}]],
    settleMs: 1_800,
  },
};

const words = (ko: string, en: string) => ({ ko, en });

export const scheduleDetail = {
  concert: {
    title: words('새벽의 정원, 첫 단독 콘서트', 'Garden at Dawn: The First Solo Concert'),
    artist: words('달무리', 'Moonhalo'),
    posterSeed: 'dawn',
  },
  startsAt: '2026-12-24T10:00:00.000Z',
  venue: { name: words('한강 아레나', 'Hangang Arena') },
};

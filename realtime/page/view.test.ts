import { expect, test } from 'vitest';
import { revealMs, serverNow, startState, takePlace } from './state';
import { aLineView, aPlaceView, aStage } from './testing';

type Given = Parameters<typeof aPlaceView>;

function stateOf(...given: Given) {
  const state = startState();
  takePlace(state, aPlaceView(...given));
  return state;
}

/** As if the draw had been this moment. */
function reveal(state: ReturnType<typeof stateOf>) {
  state.revealUntilMs = serverNow(state) + revealMs;
  return state;
}

const later = '2099-01-01T00:00:00.000Z';
const withoutBeacon = {
  draw: { state: 'drawn', trust: 'operator', seal: '3f9a1c27d04b' },
} as const;

test.each([
  ['ko', '운영자가 여러 결과 가운데 고를 수도 있었던 추첨이에요'],
  ['en', 'the operator could have chosen among outcomes'],
] as const)(
  'in %s a number drawn without the beacon says so wherever it stands',
  async (locale, note) => {
    const stage = await aStage(locale);
    const everywhere = (line: Given[1]) => [
      reveal(stateOf({}, line)),
      stateOf({}, line),
      stateOf({ ahead: 0, number: 101 }, line),
      stateOf({ snoozedUntil: later }, line),
    ];
    for (const state of everywhere(withoutBeacon)) expect(stage(state)).toContain(note);
    for (const state of everywhere({})) expect(stage(state)).not.toContain(note);
    expect(stage(reveal(stateOf({}, withoutBeacon)))).toMatch(/추첨이 끝났어요|The draw is done/);
    expect(stage(stateOf({ ahead: 0, number: 101 }, withoutBeacon))).toMatch(
      /다음 차례|You are next/,
    );
  },
);

test.each([
  ['ko', '선예매 줄에서 3번 · 전체에서 1,047번', '추첨 확인과 접수증', '전체에서는 1,047번'],
  [
    'en',
    'You are number 3 in the presale lane, 1,047 in the whole line',
    'The draw and your receipt say your number in the whole line',
    'In the whole line you are number 1,047',
  ],
] as const)(
  'in %s who stands in the presale lane reads which of two numbers is which, wherever one stands',
  async (locale, both, note, drawn) => {
    const stage = await aStage(locale);
    const presale = { lane: 'presale', number: 3, lineNumber: 1_047, ahead: 2 } as const;
    const lane = { cursor: 0, issued: 5, waiting: 5 };
    for (const given of [presale, { ...presale, ahead: 0 }, { ...presale, snoozedUntil: later }]) {
      const said = stage(stateOf(given, lane));
      expect(said).toContain(both);
      expect(said).toContain(note);
    }
    expect(stage(reveal(stateOf(presale, lane)))).toContain(drawn);
    const general = [stage(stateOf()), stage(reveal(stateOf()))].join();
    expect(general).not.toMatch(/전체|whole line/);
  },
);

test.each([
  ['ko', '이메일 인증이 필요해요', '대기실이 열리기 전에', '이메일 인증하기'],
  ['en', 'Please verify your e-mail', 'until the lobby opens', 'Verify e-mail'],
] as const)(
  'in %s who must verify their address reads so beside the countdown to the lobby, with the way to do it',
  async (locale, ...told) => {
    const stage = await aStage(locale);
    const early = { ...startState(), line: aLineView(), refused: 'lobby_not_open' };
    for (const text of told) {
      expect(stage({ ...early, mustVerify: true })).toContain(text);
      expect(stage(early)).not.toContain(text);
    }
    expect(stage({ ...early, mustVerify: true })).toMatch(
      /대기실이 열리기까지|Until the lobby opens/,
    );
  },
);

test.each([
  ['ko', '오후 8시부터 천천히 들여보내요: 결제가 느려졌어요 | 지금은 1분에 약 590명씩 들어가요'],
  ['en', 'Slowed at 8:00 PM: payments are slow | Now about 590 people a minute'],
] as const)(
  'in %s a slowed line says since when, why, and how many come in',
  async (locale, told) => {
    const stage = await aStage(locale);
    const slowed = { at: '2026-11-22T11:00:00.000Z', reason: 'payments_slow', rate: 588 } as const;
    const said = (...given: Given) => stage(stateOf(...given)).replaceAll('\u00a0', ' ');
    expect(said({}, { slowed })).toContain(told);
    expect(said({ ahead: 0, number: 101 }, { slowed })).toContain(told);
    // What moves every second changes seldom as it is said.
    expect(said({}, { slowed: { ...slowed, rate: 591 } })).toContain(told);
    expect(said({}, { slowed: { ...slowed, rate: 1 } })).toMatch(
      /약 1명씩|about 1 person a minute/,
    );
    expect(said({}, { slowed, paused: true })).not.toMatch(/590|결제|payments/);
    expect(said()).not.toMatch(/590|결제|payments/);
  },
);

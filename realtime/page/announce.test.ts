import { beforeEach, expect, test, vi } from 'vitest';
import { loadMessages } from '@/i18n/catalogue';
import { waitingDocument } from './document';
import { type PageState, startState, takePlace, takeTick } from './state';
import { aLineView, aPage, aPlaceView } from './testing';

const now = Date.parse(aLineView().serverNow);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now });
  return () => void vi.useRealTimers();
});

/** A page in Korean beside a screen reader: returns what it says now that it did not say before. */
async function aReader() {
  const { byId, show } = await aPage('ko');
  const { announce } = await import('./announce');
  return (state: PageState): string | null => {
    const before = byId('say').textContent;
    show(state);
    announce(state);
    const after = byId('say').textContent;
    return after === before ? null : after;
  };
}

function waitingState(...given: Parameters<typeof aPlaceView>): PageState {
  const state = startState();
  takePlace(state, aPlaceView(...given));
  return state;
}

/** So many seconds after the beginning everybody is told how far the line is. */
function tickAt(state: PageState, seconds: number, cursor: number): void {
  vi.setSystemTime(now + seconds * 1_000);
  takeTick(state, [cursor, 500, 500 - cursor, 60, now + seconds * 1_000]);
}

test('the page speaks in one place, and waits until the reader has finished', () => {
  const html = waitingDocument({
    locale: 'ko',
    messages: loadMessages('ko')['waiting'] as Parameters<typeof waitingDocument>[0]['messages'],
    ...{ style: '', scriptPath: '', proofPath: '', fontPath: '', realtimeUrl: '' },
  });
  expect(html).toContain('id="say" aria-live="polite"');
  expect(html.match(/aria-live/g)).toHaveLength(1);
});

test('the place is said when its screen comes, then every thirty seconds, and only where it has changed', async () => {
  const hear = await aReader();
  const state = waitingState({}, { movedPerMinute: 60 });
  expect(hear(state)).toMatch(/내 앞에.*200/);
  const heard: string[] = [];
  for (let seconds = 1; seconds <= 100; seconds++) {
    tickAt(state, seconds, seconds < 70 ? 100 + seconds : 169);
    const said = hear(state);
    if (said) heard.push(`${seconds} s: ${said}`);
  }
  expect(heard).toEqual([
    '31 s: 내 앞에 169명 있어요.',
    '62 s: 내 앞에 138명 있어요.',
    '93 s: 내 앞에 131명 있어요.',
  ]);
  for (let seconds = 101; seconds <= 135; seconds++) {
    tickAt(state, seconds, 169);
    expect(hear(state)).toBeNull();
  }
});

test('a turn is said at once, and how much of it is left at thirty, twenty and ten seconds', async () => {
  const hear = await aReader();
  const state = waitingState();
  hear(state);
  takePlace(
    state,
    aPlaceView({ state: 'invited', invitedUntil: new Date(now + 60_000).toISOString() }),
  );
  expect(hear(state)).toBe('내 차례예요. 60초 안에 입장해 주세요.');
  const heard: string[] = [];
  for (let seconds = 1; seconds <= 60; seconds++) {
    vi.setSystemTime(now + seconds * 1_000);
    const said = hear(state);
    if (said) heard.push(said);
  }
  expect(heard).toEqual(['30초 남았어요.', '20초 남았어요.', '10초 남았어요.']);
});

test('nobody who is already on the way in hears the seconds run', async () => {
  const hear = await aReader();
  const state = waitingState({
    state: 'invited',
    invitedUntil: new Date(now + 60_000).toISOString(),
  });
  hear(state);
  state.entering = 'asked';
  vi.setSystemTime(now + 30_000);
  expect(hear(state)).toBeNull();
});

test('that one may stop waiting is said once when it comes, and not again with each seat that goes', async () => {
  const hear = await aReader();
  const state = waitingState();
  hear(state);
  state.stock = [{ grade: 'R', left: 60 }];
  expect(hear(state)).toBeNull();
  state.stock = [{ grade: 'R', left: 40 }];
  expect(hear(state)).toBe('그만 기다려도 괜찮아요');
  state.stock = [{ grade: 'R', left: 39 }];
  expect(hear(state)).toBeNull();
  state.stock = [{ grade: 'R', left: 0 }];
  expect(hear(state)).toBe('지금은 남은 좌석이 없어요');
});

test('a connection that comes back is said, once', async () => {
  const hear = await aReader();
  const state = waitingState();
  hear(state);
  state.away = 'offline';
  expect(hear(state)).toBeNull();
  state.away = null;
  expect(hear(state)).toBe('다시 연결됐어요.');
  expect(hear(state)).toBeNull();
});

test('a number that was drawn is said with the people ahead, and in the presale lane both numbers', async () => {
  const drawn = async (...given: Parameters<typeof aPlaceView>) => {
    const hear = await aReader();
    const state = waitingState({ number: null, lineNumber: null, ahead: null });
    hear(state);
    takePlace(state, aPlaceView(...given));
    return hear(state);
  };
  expect(await drawn({})).toBe('추첨이 끝났어요. 내 번호는 301번, 앞에 200명 있어요.');
  const lane = { cursor: 0, issued: 5, waiting: 5 };
  const presale = { lane: 'presale', number: 3, lineNumber: 1_047, ahead: 2 } as const;
  expect(await drawn(presale, lane)).toBe(
    '추첨이 끝났어요. 내 번호는 선예매 줄에서 3번, 전체에서 1,047번이고, 앞에 2명 있어요.',
  );
});

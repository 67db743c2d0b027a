import { expect, test } from 'vitest';
import type { Locale } from '@/i18n/locale';
import { aPlaceView } from './page/testing';
import { plainDocument } from './plain-view';

/** As it reads: without its marks, and where a line breaks is nothing to a browser. */
function read(locale: Locale, ...given: Parameters<typeof aPlaceView>): string {
  const place = aPlaceView(...given);
  const { scheduleId } = place;
  const page = plainDocument(
    { scheduleId, locale, isStill: true, screen: 'place', place },
    '',
    false,
  );
  return page.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

test.each([
  ['ko', '운영자가 여러 결과 가운데 고를 수도 있었던 추첨이에요'],
  ['en', 'the operator could have chosen among outcomes'],
] as const)('in %s a number drawn without the beacon says so', (locale, note) => {
  const line = { draw: { state: 'drawn', trust: 'operator', seal: null } } as const;
  const next = { ahead: 0, number: 101 };
  expect(read(locale, {}, line)).toContain(note);
  expect(read(locale, next, line)).toContain(note);
  expect(read(locale) + read(locale, next)).not.toContain(note);
});

test.each([
  ['ko', '선예매 줄에서 3번 · 전체에서 1,047번', '접수증에는 전체 번호가'],
  ['en', 'number 3 in the presale lane, 1,047 in the whole line', 'your receipt say'],
] as const)(
  'in %s the presale lane’s number stands beside that of the whole line',
  (locale, both, note) => {
    const presale = { lane: 'presale', number: 3, lineNumber: 1_047, ahead: 2 } as const;
    for (const said of [read(locale, presale), read(locale, { ...presale, ahead: 0 })]) {
      expect(said).toContain(both);
      expect(said).toContain(note);
    }
    expect(read(locale)).not.toMatch(/전체|whole line/);
  },
);

test('nobody who comes after the list was closed reads that their minute makes no difference', () => {
  const lobby = { number: null, ahead: null };
  const at = (serverNow: string, state: 'committed' | 'frozen') =>
    read('ko', lobby, {
      phase: 'lobby',
      serverNow,
      draw: { state, trust: null, seal: null },
    });
  const open = at('2026-11-22T10:59:49.000Z', 'committed');
  expect(open).toContain('1분에 왔든 29분에 왔든');
  expect(open).toContain('대기실에 들어왔어요');
  // By the clock, and by the line where it was closed a moment earlier.
  for (const closed of [
    at('2026-11-22T10:59:50.000Z', 'committed'),
    at('2026-11-22T10:59:49.000Z', 'frozen'),
  ]) {
    expect(closed).toContain('지금부터 오는 분은 추첨한 분들 뒤에 서요');
    expect(closed).toContain('곧 추첨해요');
    expect(closed).not.toContain('29분');
  }
});

test.each([
  ['ko', '오후 8시부터 천천히 들여보내요: 사이트가 바빠요 지금은 1분에 약 590명씩 들어가요'],
  ['en', 'Slowed at 8:00 PM: the site is busy Now about 590 people a minute'],
] as const)('in %s a slowed line says since when, why, and how many come in', (locale, told) => {
  const slowed = { at: '2026-11-22T11:00:00.000Z', reason: 'database_busy', rate: 588 } as const;
  expect(read(locale, {}, { slowed })).toContain(told);
  expect(read(locale, { ahead: 0, number: 101 }, { slowed })).toContain(told);
  expect(read(locale, {}, { slowed, paused: true })).not.toContain('590');
});

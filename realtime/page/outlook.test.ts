import { expect, test } from 'vitest';
import { startState, takePlace } from './state';
import { aPage, aPlaceView } from './testing';

test.each([
  ['ko', '그만 기다려도 괜찮아요', '앞에 200명, 남은 좌석은 40석', '지금은 남은 좌석이 없어요'],
  ['en', 'You may stop waiting', '200 people are ahead and 40 seats are left', 'No seats are left'],
] as const)(
  'in %s who the stock hardly reaches reads that they may stop waiting, and why; nobody else does',
  async (locale, title, why, soldOut) => {
    const { byId, show } = await aPage(locale);
    const outlook = (left: number[], given: Parameters<typeof aPlaceView>[0] = {}) => {
      const state = startState();
      takePlace(state, aPlaceView(given));
      state.stock = left.map((of, index) => ({ grade: (['VIP', 'R'] as const)[index]!, left: of }));
      show(state);
      return byId('outlook').hidden
        ? null
        : `${byId('outlook-title').textContent}: ${byId('outlook-body').textContent}`;
    };
    expect(outlook([])).toBeNull();
    expect(outlook([30, 11])).toBeNull();
    expect(outlook([30, 10])).toContain(title);
    expect(outlook([30, 10])).toContain(why);
    expect(outlook([0, 0])).toContain(soldOut);
    expect(
      outlook([0, 0], { state: 'invited', invitedUntil: '2026-11-22T11:06:00.000Z' }),
    ).toBeNull();
    expect(outlook([0, 0], { number: null, ahead: null })).toBeNull();
  },
);

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cancellationFee, cancellationFeePercent, daysBeforeShow } from './cancellation-fee';

describe('days before a show', () => {
  it.each([
    // The show: 19 December, 19:00 in Korea.
    ['2026-12-19T00:00:00+09:00', 0],
    ['2026-12-19T23:59:59+09:00', 0],
    ['2026-12-18T23:59:59+09:00', 1],
    ['2026-12-12T23:59:59+09:00', 7],
    ['2026-12-09T23:59:59+09:00', 10],
    ['2026-12-20T00:00:00+09:00', -1],
    // The date in Korea counts, not the one in UTC.
    ['2026-12-18T15:00:00Z', 0],
    ['2026-12-18T14:59:59Z', 1],
  ])('at %s are %i', (now, days) => {
    expect(daysBeforeShow(new Date('2026-12-19T19:00:00+09:00'), new Date(now))).toBe(days);
  });
});

describe('the cancellation fee', () => {
  it.each([
    [365, 0],
    [10, 0],
    [9, 10],
    [7, 10],
    [6, 20],
    [3, 20],
    [2, 30],
    [1, 30],
    [0, null],
    [-1, null],
  ])('with %i days left is %s per cent', (days, percent) => {
    expect(cancellationFeePercent(days)).toBe(percent);
  });

  it('is whole won, rounded in the fan’s favour, and never more than the price', () => {
    expect(cancellationFee(99_995, 10)).toBe(9_999);
    const price = fc.integer({ min: 0, max: 800_000_000 });
    const percent = fc.constantFrom(0, 10, 20, 30);
    fc.assert(
      fc.property(price, percent, (total, rate) => {
        const fee = cancellationFee(total, rate);
        expect(Number.isInteger(fee)).toBe(true);
        expect(fee * 100).toBeLessThanOrEqual(total * rate);
        expect((fee + 1) * 100).toBeGreaterThan(total * rate);
      }),
    );
  });
});

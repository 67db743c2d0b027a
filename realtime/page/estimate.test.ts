import { expect, test } from 'vitest';
import { estimateWait, nextEstimate, sayEstimate } from './estimate';

test('the wait is a range around what the measured speed says', () => {
  expect(estimateWait(1_200, 600, 1_700, 60_000)).toEqual({ low: 1.5, high: 2.5 });
});

test('before a speed is known the set rate stands in for it', () => {
  expect(estimateWait(1_700, 0, 1_700, 5_000)).toEqual({ low: 0.75, high: 1.25 });
});

test('nobody says how long a line takes that stands still', () => {
  expect(estimateWait(1_700, 0, 1_700, 60_000)).toBeNull();
});

test('a shown range only falls', () => {
  const shown = { low: 3, high: 5 };
  expect(nextEstimate(shown, { low: 3.4, high: 5.6 })).toMatchObject({ low: 3, high: 5 });
  expect(nextEstimate(shown, { low: 3.2, high: 4.8 })).toMatchObject({ low: 3, high: 4.8 });
  expect(nextEstimate(shown, { low: 2, high: 3 })).toMatchObject({ low: 2, high: 3 });
});

test('a line that slowed down a lot says so', () => {
  const slowed = nextEstimate({ low: 3, high: 5 }, { low: 6, high: 10 });
  expect(slowed).toEqual({ low: 6, high: 10, slower: true });
});

test.each([
  [{ low: 0.1, high: 0.9 }, { key: 'under' }],
  [
    { low: 0.6, high: 1.4 },
    { key: 'range', low: 1, high: 2 },
  ],
  [
    { low: 3.2, high: 5.4 },
    { key: 'range', low: 3, high: 6 },
  ],
  [{ low: 70, high: 90 }, { key: 'hours' }],
])('%o is said as %o', (estimate, said) => {
  expect(sayEstimate(estimate)).toEqual(said);
});

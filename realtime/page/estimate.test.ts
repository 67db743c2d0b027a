import { expect, test } from 'vitest';
import { estimateWait, hardlyReaches, nextEstimate, sayEstimate, Speedometer } from './estimate';

const line = (movedPerMinute: number) => ({ movedPerMinute, ratePerMinute: 1_700 });

test('the wait is a range around what the measured speed says, narrow for a steady line', () => {
  expect(estimateWait(1_200, { perMinute: 600, spread: 0 }, line(900), 60_000)).toEqual({
    low: 2 * 0.88,
    high: 2 * 1.12,
  });
  const uneven = estimateWait(1_200, { perMinute: 600, spread: 0.3 }, line(900), 60_000)!;
  expect(uneven.high - uneven.low).toBeGreaterThan(1.5);
});

test('before one was measured, the speed of the line stands in, and before that the set rate', () => {
  expect(estimateWait(900, null, line(900), 60_000)).toEqual({ low: 0.65, high: 1.35 });
  expect(estimateWait(1_700, null, line(0), 5_000)).toEqual({ low: 0.65, high: 1.35 });
});

test('nobody says how long a line takes that stands still', () => {
  expect(estimateWait(1_700, null, line(0), 60_000)).toBeNull();
});

test('speed is measured from how the people ahead became fewer, with how much it varies', () => {
  const steady = new Speedometer();
  for (let s = 0; s <= 120; s += 5) steady.take(s * 1_000, 5_000 - s * 10);
  expect(steady.read()).toEqual({ perMinute: 600, spread: 0 });

  const uneven = new Speedometer();
  for (let s = 0; s <= 120; s += 5) uneven.take(s * 1_000, 5_000 - 300 * Math.floor(s / 30));
  expect(uneven.read()!.perMinute).toBeCloseTo(600, -2);
  expect(uneven.read()!.spread).toBeGreaterThan(0.3);
});

test('a moment says nothing of a speed', () => {
  const young = new Speedometer();
  young.take(0, 100);
  young.take(20_000, 50);
  expect(young.read()).toBeNull();
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

test('the stock hardly reaches somebody with five people ahead for each seat, and nobody is told so sooner', () => {
  expect(hardlyReaches(499, 100)).toBe(false);
  expect(hardlyReaches(500, 100)).toBe(true);
});

/** A line whose speed wanders: people called up by each second, in stretches of ten of 40 % to 160 % of 600 a minute. */
function wanderingLine(seed: number, seconds: number): number[] {
  let state = seed;
  const dice = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const called = [0];
  for (let s = 0, speed = 10; s < seconds; s++) {
    if (s % 10 === 0) speed = 10 * (0.4 + 1.2 * dice());
    called.push(called.at(-1)! + speed);
  }
  return called;
}

test('of the ranges that are said in a line that wanders, nine in ten hold the wait that came', () => {
  let [said, kept] = [0, 0];
  for (let seed = 1; seed <= 40; seed++) {
    const called = wanderingLine(seed * 7_919, 1_200);
    const start = 2_000 + seed * 100;
    const turn = called.findIndex((count) => count >= start);
    const speed = new Speedometer();
    let shown: ReturnType<typeof nextEstimate> | null = null;
    for (let s = 0; s < turn; s++) {
      const ahead = Math.ceil(start - called[s]!);
      speed.take(s * 1_000, ahead);
      const moved =
        ((called[s]! - called[Math.max(0, s - 30)]!) / Math.max(1, Math.min(30, s))) * 60;
      const reckoned = estimateWait(ahead, speed.read(), line(moved), s * 1_000);
      if (!reckoned) continue;
      shown = nextEstimate(shown, reckoned);
      if (s % 15 !== 0) continue;
      const range = sayEstimate(shown);
      const minutes = (turn - s) / 60;
      said += 1;
      const [low, high] = 'low' in range ? [range.low, range.high] : [0, 1];
      if (low <= Math.max(1, minutes) && minutes <= high) kept += 1;
    }
  }
  expect(said).toBeGreaterThan(500);
  expect(kept / said).toBeGreaterThan(0.9);
});

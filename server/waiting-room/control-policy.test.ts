import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketOf } from '@/server/platform/histogram';
import { emptyPressure, type Measure, measures } from '@/server/platform/pressure';
import { floorOf, nextRate, readingsOf, type Slowed, type Tuning } from './control-policy';

const tuning: Tuning = {
  windowMs: 5_000,
  targetMs: { holds: 300, reservations: 1_000, payments: 500, connection: 100 },
};

/** What `count` of each measure looks like when they take so long. */
function readingsAt(ms: Partial<Record<Measure, number>>, count = 100) {
  const pressure = emptyPressure();
  for (const measure of measures) pressure[measure][bucketOf(ms[measure] ?? 5)] = count;
  return readingsOf(pressure, tuning);
}

const ceiling = 1_700;
const startMs = 1_800_000_000_000;

/** Runs the loop second by second against a site; `paymentMs` says how long a payment takes at a rate. */
function run(
  seconds: number,
  paymentMs: (rate: number, second: number) => number,
  from: Slowed | null = null,
) {
  let slowed = from;
  const rates: number[] = [];
  for (let second = 0; second < seconds; second++) {
    const rate = slowed?.rateNow ?? ceiling;
    const readings = readingsAt({ payments: paymentMs(rate, second) });
    const nowMs = startMs + second * 1_000;
    slowed = nextRate(slowed, { readings, ceiling, enteredPerMinute: rate, nowMs }, tuning);
    rates.push(slowed?.rateNow ?? ceiling);
  }
  return { rates, slowed };
}

describe('a step of the site’s speed', () => {
  test('that makes payments slow halves the rate within ten seconds, down to the floor and not below', () => {
    const { rates, slowed } = run(60, () => 900);
    expect(rates[0]).toBe(ceiling * 0.7);
    expect(rates[9]).toBeLessThan(ceiling / 2);
    expect(rates.at(-1)).toBe(floorOf(ceiling));
    expect(slowed).toMatchObject({ reason: 'payments_slow', slowedAtMs: startMs });
  });

  test('that ends gives nine tenths of the rate back within fifty seconds, and then all of it', () => {
    const { slowed } = run(60, () => 900);
    const late = startMs + 59_000;
    const back = run(60, () => 20, { ...slowed!, steppedAtMs: startMs, cutAtMs: late });
    expect(back.rates[50]).toBeGreaterThan(ceiling * 0.9);
    expect(back.slowed).toBeNull();
    expect(back.rates.every((rate, i) => i === 0 || rate >= back.rates[i - 1]!)).toBe(true);
  });

  test('of too few samples changes nothing, and a slowed line then rises', () => {
    const look = { ceiling, enteredPerMinute: ceiling, nowMs: startMs };
    const readings = readingsAt({ payments: 9_000 }, 4);
    expect(readings.map(({ p95Ms }) => p95Ms)).toEqual([null, null, null, null]);
    expect(nextRate(null, { ...look, readings }, tuning)).toBeNull();
    const slowed = run(10, () => 900).slowed!;
    const later = { ...look, readings, nowMs: slowed.steppedAtMs + 1_000 };
    expect(nextRate(slowed, later, tuning)!.rateNow).toBeCloseTo(slowed.rateNow + ceiling * 0.03);
  });
});

test('a site that gets slow above some rate settles around it and does not swing', () => {
  // A queue that fills up: what it takes grows steeply near 900 a minute, and shows five seconds late.
  const seen: number[] = [];
  const { rates } = run(180, (rate) => {
    seen.push(rate);
    const felt = seen.slice(-5).reduce((sum, each) => sum + each, 0) / Math.min(5, seen.length);
    return 100 + 350 * (felt / 900) ** 6;
  });
  const settled = rates.slice(60);
  expect(Math.min(...settled)).toBeGreaterThan(500);
  expect(Math.max(...settled)).toBeLessThan(1_000);
  const turns = settled.filter((rate, i) => i > 0 && rate < settled[i - 1]!);
  expect(turns.length).toBeLessThan(12);
});

test('whichever is worst gives the reason', () => {
  const reasonOf = (ms: Partial<Record<Measure, number>>) =>
    nextRate(
      null,
      { readings: readingsAt(ms), ceiling, enteredPerMinute: 1_700, nowMs: startMs },
      tuning,
    )?.reason;
  expect(reasonOf({ holds: 700, payments: 800 })).toBe('holds_slow');
  expect(reasonOf({ holds: 400, payments: 2_000 })).toBe('payments_slow');
  expect(reasonOf({ reservations: 2_000 })).toBe('payments_slow');
  expect(reasonOf({ connection: 900, payments: 1_000 })).toBe('database_busy');
  expect(reasonOf({ holds: 200, payments: 400, connection: 60 })).toBeUndefined();
});

test('a line into which hardly anybody comes is not slowed, however slow the site', () => {
  const readings = readingsAt({ payments: 9_000 });
  const look = { readings, ceiling, enteredPerMinute: floorOf(ceiling), nowMs: startMs };
  expect(nextRate(null, look, tuning)).toBeNull();
});

test('a generous ceiling is cut from the rate at which people really come in', () => {
  const readings = readingsAt({ payments: 900 });
  const look = { readings, ceiling: 1_000_000, enteredPerMinute: 1_000, nowMs: startMs };
  expect(nextRate(null, look, tuning)!.rateNow).toBe(700);
});

test('the nearer something is to its target, the more slowly the rate rises, as far as a few samples tell', () => {
  const slowed = run(10, () => 900).slowed!;
  const rise = (paymentMs: number, count: number) => {
    const readings = readingsAt({ payments: paymentMs }, count);
    const nowMs = slowed.steppedAtMs + 1_000;
    const after = nextRate(slowed, { readings, ceiling, enteredPerMinute: 500, nowMs }, tuning)!;
    return (after.rateNow - slowed.rateNow) / ceiling;
  };
  expect(rise(10, 100)).toBeGreaterThan(0.027);
  expect(rise(300, 100)).toBeLessThan(0.01);
  expect(rise(300, 100)).toBeGreaterThan(0);
  expect(rise(300, 6)).toBeLessThan(0.01);
  expect(rise(3_000, 6)).toBe(0);
  expect(rise(300, 4)).toBeCloseTo(0.03);
});

test('between rising and falling there is a rest', () => {
  const slowed = run(10, () => 900).slowed!;
  const readings = readingsAt({ payments: 420 });
  const look = { readings, ceiling, enteredPerMinute: 500, nowMs: slowed.steppedAtMs + 30_000 };
  expect(nextRate(slowed, look, tuning)!.rateNow).toBe(slowed.rateNow);
});

const anyStep = fc.record({
  ms: fc.integer({ min: 1, max: 12_000 }),
  count: fc.integer({ min: 0, max: 200 }),
  entered: fc.integer({ min: 0, max: 5_000_000 }),
  waitMs: fc.integer({ min: -5_000, max: 100_000 }),
  ceiling: fc.option(fc.integer({ min: 1, max: 1_000_000 }), { nil: undefined, freq: 10 }),
});

test('whatever happens, the rate stays between its floor and the operator’s', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.array(anyStep, { maxLength: 60 }),
      (first, steps) => {
        let [most, slowed, nowMs]: [number, Slowed | null, number] = [first, null, startMs];
        for (const step of steps) {
          most = step.ceiling ?? most;
          nowMs += step.waitMs;
          const readings = readingsAt({ payments: step.ms }, step.count);
          const look = { readings, ceiling: most, enteredPerMinute: step.entered, nowMs };
          slowed = nextRate(slowed, look, tuning);
          if (!slowed) continue;
          expect(slowed.rateNow).toBeGreaterThanOrEqual(floorOf(most));
          expect(slowed.rateNow).toBeLessThan(most);
        }
      },
    ),
  );
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forecast } from './forecast';
import { type ScenarioInput, forecastRunSchema, scenarioSchema } from './forecast.schema';
import { diceOf } from './model/random';
import { newStage, Sale } from './model/sale';

const run = (input: ScenarioInput, seeds = 20, seed = 1) =>
  forecast(scenarioSchema.parse(input), forecastRunSchema.parse({ seeds, seed }));

/** People without chance: all come early, enter at once, take one seat, all take as long, nobody goes. */
const clockwork = {
  ...{ lobbyShare: 1, patienceMs: null, emptyPatienceMs: null, noShowShare: 0, enterMs: 0 },
  ...{ spread: 0, takes: [1], mapShare: 0, leaveShare: 0, abandonShare: 0, uncertainty: 0 },
  ...{ silentShare: 0, silentAbandonShare: 0 },
} satisfies Partial<ScenarioInput>;

const anyScenario = fc.record({
  fans: fc.integer({ min: 1, max: 3_000 }),
  seats: fc.integer({ min: 1, max: 2_000 }),
  ratePerMinute: fc.integer({ min: 1, max: 20_000 }),
  capacity: fc.integer({ min: 1, max: 3_000 }),
  seatsPerPersonMax: fc.integer({ min: 1, max: 8 }),
  holdMs: fc.integer({ min: 1_000, max: 600_000 }),
  passMs: fc.integer({ min: 1_000, max: 900_000 }),
  curve: fc.constantFrom('deadline' as const, 'flash' as const, 'even' as const),
  lobbyShare: fc.double({ min: 0, max: 1, noNaN: true }),
  lobbyMs: fc.integer({ min: 0, max: 1_800_000 }),
  afterMs: fc.integer({ min: 1, max: 1_800_000 }),
  patienceMs: fc.option(fc.integer({ min: 1_000, max: 3_600_000 })),
  emptyPatienceMs: fc.option(fc.integer({ min: 1_000, max: 600_000 })),
  noShowShare: fc.double({ min: 0, max: 0.9, noNaN: true }),
  leaveShare: fc.double({ min: 0, max: 1, noNaN: true }),
  abandonShare: fc.double({ min: 0, max: 1, noNaN: true }),
  cancelShare: fc.double({ min: 0, max: 1, noNaN: true }),
  silentShare: fc.double({ min: 0, max: 1, noNaN: true }),
});

describe('in any scenario', () => {
  test('everybody ends in exactly one way, and no limit is passed', () => {
    fc.assert(
      fc.property(anyScenario, fc.integer({ min: 0, max: 1e9 }), (input, seed) => {
        const scenario = scenarioSchema.parse(input);
        const { fates, seatsSold, tally } = new Sale(scenario, diceOf(seed), newStage()).run();
        const counts = Object.values(fates);
        expect(counts.every((count) => Number.isInteger(count) && count >= 0)).toBe(true);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(scenario.fans);
        expect(seatsSold).toBeLessThanOrEqual(scenario.seats);
        expect(fates.ticket).toBeLessThanOrEqual(seatsSold);
        expect(seatsSold).toBeLessThanOrEqual(fates.ticket * scenario.seatsPerPersonMax);
        expect(tally.peakInside).toBeLessThanOrEqual(scenario.capacity);
      }),
      { numRuns: 150 },
    );
  });

  test('who is on the way in has a slot too: with many no-shows and little room, capacity is not passed', () => {
    const crowd = { fans: 3_000, seats: 1_000, noShowShare: 0.5, enterMs: 15_000, silentShare: 0 };
    for (const capacity of [10, 20, 40])
      for (let seed = 1; seed <= 8; seed++) {
        const scenario = scenarioSchema.parse({ ...crowd, capacity, ratePerMinute: 60 });
        const { tally } = new Sale(scenario, diceOf(seed), newStage()).run();
        expect(tally.peakInside).toBeLessThanOrEqual(capacity);
      }
  });

  test('the same seed gives the same forecast, and another one another', () => {
    const input = { fans: 5_000, seats: 800, ratePerMinute: 600 };
    expect(run(input, 5, 7)).toEqual(run(input, 5, 7));
    expect(run(input, 5, 7).seeds).not.toEqual(run(input, 5, 8).seeds);
  });
});

test('a forecast that is told to stop is of the crowds it had by then', () => {
  const scenario = scenarioSchema.parse({ fans: 1_000, seats: 100 });
  const asked = forecastRunSchema.parse({ seeds: 50 });
  const stopped = forecast(scenario, asked, (done) => done < 3);
  expect(stopped).toEqual(forecast(scenario, { ...asked, seeds: 3 }));
});

describe('without chance', () => {
  test('a sale that is bound by the rate lasts seats / rate', () => {
    for (const ratePerMinute of [300, 1_700, 6_000]) {
      const [seats, chooseMs, payMs] = [ratePerMinute * 5, 20_000, 10_000];
      const scenario = { ...clockwork, fans: 40_000, seats, ratePerMinute, capacity: 100_000 };
      const { sellOutMs, wait, bound, soldOutShare } = run({ ...scenario, chooseMs, payMs }, 3);
      expect(soldOutShare).toBe(1);
      expect(bound).toBe('rate');
      expect(near(sellOutMs!.p50 - chooseMs - payMs, 300_000, 0.01)).toBe(true);
      expect(near(wait!.medianMs.p50, 150_000, 0.1)).toBe(true);
    }
  });

  test('a sale that is bound by think time lasts seats · (choosing + paying) / capacity', () => {
    const scenario = { ...clockwork, fans: 40_000, seats: 8_000, ratePerMinute: 100_000 };
    const { sellOutMs, bound } = run(
      { ...scenario, capacity: 1_000, chooseMs: 40_000, payMs: 20_000 },
      3,
    );
    expect(bound).toBe('capacity');
    expect(near(sellOutMs!.p50, 480_000, 0.05)).toBe(true);
  });

  test('a sale that is bound by its stock lasts as long as choosing and paying', () => {
    const scenario = { ...clockwork, fans: 40_000, seats: 500, ratePerMinute: 100_000 };
    const times = { chooseMs: 40_000, payMs: 20_000 };
    const { sellOutMs, emptiedMs, bound } = run({ ...scenario, ...times, capacity: 10_000 }, 3);
    expect(bound).toBe('stock');
    expect(near(emptiedMs!.p50, 40_000, 0.02)).toBe(true);
    expect(near(sellOutMs!.p50, 60_000, 0.02)).toBe(true);
  });

  test('with seats for everybody nobody leaves empty-handed', () => {
    const { emptyHanded, soldOutShare, seatsSold } = run({ ...clockwork, fans: 900, seats: 1_000 });
    expect(emptyHanded).toEqual({ p5: 0, p50: 0, p95: 0 });
    expect([soldOutShare, seatsSold.p50]).toEqual([0, 900]);
  });

  test('as many as there are seats get one each, and the rest none', () => {
    const { emptyHanded } = run({ ...clockwork, fans: 5_000, seats: 1_200 });
    expect(emptyHanded).toEqual({ p5: 3_800, p50: 3_800, p95: 3_800 });
  });
});

const near = (value: number, goal: number, share: number) => Math.abs(value - goal) <= goal * share;

/** Far more people than seats, and nobody who takes seats and does not pay: their last seats are luck. */
const crowded = fc
  .record({
    fans: fc.integer({ min: 2_000, max: 6_000 }),
    seats: fc.integer({ min: 100, max: 400 }),
    ratePerMinute: fc.integer({ min: 100, max: 2_000 }),
    seatsPerPersonMax: fc.integer({ min: 1, max: 4 }),
    chooseMs: fc.integer({ min: 0, max: 60_000 }),
  })
  .map((input) => ({ ...input, abandonShare: 0, uncertainty: 0 }));
/** The middle of so many seeds: one crowd may be lucky with what another is not. */
const family = 11;
/** Enough more that it shows above that luck. The seed is fixed: these are statements about the middle of a family. */
const grown = fc.double({ min: 1.25, max: 4, noNaN: true });

describe('over a family of seeds', () => {
  test('more seats never sell out sooner', () => {
    fc.assert(
      fc.property(crowded, grown, (input, factor) => {
        const fewer = run(input, family);
        const more = run({ ...input, seats: Math.ceil(input.seats * factor) }, family);
        expect(more.emptiedMs!.p50).toBeGreaterThanOrEqual(fewer.emptiedMs!.p50);
        expect(more.emptyHanded.p50).toBeLessThanOrEqual(fewer.emptyHanded.p50);
      }),
      { numRuns: 15, seed: 20_261_127 },
    );
  });

  test('a higher rate never makes the median wait longer where the rate binds', () => {
    fc.assert(
      fc.property(crowded, grown, (input, factor) => {
        const scenario = { ...input, capacity: 100_000 };
        const slow = run(scenario, family);
        fc.pre(slow.bound === 'rate');
        const ratePerMinute = Math.ceil(input.ratePerMinute * factor);
        const fast = run({ ...scenario, ratePerMinute }, family);
        expect(fast.wait!.medianMs.p50).toBeLessThanOrEqual(slow.wait!.medianMs.p50);
        expect(fast.emptiedMs!.p50).toBeLessThanOrEqual(slow.emptiedMs!.p50);
      }),
      { numRuns: 15, seed: 20_261_127 },
    );
  });

  test('a crowd that is known less well makes a forecast that is wider', () => {
    const input = { fans: 10_000, seats: 2_000, capacity: 500 };
    const width = ({ emptiedMs }: ReturnType<typeof run>) => emptiedMs!.p95 - emptiedMs!.p5;
    expect(width(run({ ...input, uncertainty: 0.3 }, 60))).toBeGreaterThan(
      2 * width(run({ ...input, uncertainty: 0 }, 60)),
    );
  });
});

describe('what a forecast says is needed', () => {
  test('grows with the crowd, and never asks for less than one process', () => {
    const needsOf = (fans: number) => run({ fans, seats: 5_000 }, 5).needs;
    const sockets = (fans: number) => needsOf(fans).find(({ unit }) => unit === 'sockets')!;
    expect(needsOf(10).every(({ needed }) => needed === 1)).toBe(true);
    expect(sockets(300_000).needed).toBeGreaterThan(sockets(50_000).needed);
    expect(sockets(300_000).peak).toBeLessThanOrEqual(300_000);
    expect(needsOf(300_000).find(({ unit }) => unit === 'looks')!.behindMs).toBeGreaterThan(0);
  });
});

describe('bad input', () => {
  test.each([
    { fans: 0 },
    { fans: 1.5 },
    { fans: -300 },
    { fans: 2_000_001 },
    { fans: Number.NaN },
    { seats: 0 },
    { seats: 200_001 },
    { ratePerMinute: 0 },
    { capacity: 0 },
    { seatsPerPersonMax: 9 },
    { holdMs: 0 },
    { passMs: 3_600_001 },
    { lobbyShare: 1.1 },
    { abandonShare: -0.1 },
    { spread: 3 },
    { takes: [] },
    { takes: [0, 0] },
    { takes: [-1, 2] },
    { curve: 'steep' },
    { crowd: 1 },
  ])('%o is refused', (wrong) => {
    const input = { fans: 1_000, seats: 100, ...wrong };
    expect(scenarioSchema.safeParse(input).success).toBe(false);
  });

  test.each([{ seeds: 0 }, { seeds: 1_001 }, { seed: -1 }, { seed: 0.5 }])(
    'a run of %o is refused',
    (wrong) => expect(forecastRunSchema.safeParse(wrong).success).toBe(false),
  );
});

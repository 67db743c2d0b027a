import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrivalCurveSchema, scenarioSchema } from '../forecast.schema';
import { arrivalsOf } from './arrivals';
import { Door } from './door';
import { inviteTicks, Invitations, tickMs } from './invitations';
import { Line } from './line';
import { diceOf, logNormal } from './random';
import { Wheel } from './wheel';

const chance = fc.double({ min: 1e-6, max: 1 - 1e-3, noNaN: true });

describe('chance', () => {
  test('is the same for the same seed, person and use, and even over the whole range', () => {
    const [dice, again] = [diceOf(3), diceOf(3)];
    const drawn = Array.from({ length: 20_000 }, (_, person) => dice(person, 1));
    expect(drawn).toEqual(Array.from({ length: 20_000 }, (_, person) => again(person, 1)));
    for (let tenth = 0; tenth < 10; tenth++) {
      const count = drawn.filter((value) => Math.floor(value * 10) === tenth).length;
      expect(count).toBeGreaterThan(1_800);
      expect(count).toBeLessThan(2_200);
    }
  });

  test('of another seed, person or use has nothing to do with it', () => {
    const size = 20_000;
    const series = (of: (n: number) => number) =>
      Array.from({ length: size }, (_, n) => of(n) - 0.5);
    const base = series((n) => diceOf(1)(n, 1));
    for (const other of [
      series((n) => diceOf(2)(n, 1)),
      series((n) => diceOf(1)(n, 2)),
      series((n) => diceOf(1)(n + 1, 1)),
    ]) {
      const together = base.reduce((sum, value, n) => sum + value * other[n]!, 0) / size;
      expect(Math.abs(together * 12)).toBeLessThan(0.03);
    }
  });

  test('of a log-normal has its median, and half of the crowd on either side', () => {
    const draw = logNormal(40_000, 0.6);
    expect(draw(0.5)).toBeGreaterThan(39_900);
    expect(draw(0.5)).toBeLessThan(40_100);
    expect(draw(0.8413)).toBeGreaterThan(40_000 * Math.exp(0.59));
    expect(draw(0.8413)).toBeLessThan(40_000 * Math.exp(0.61));
  });
});

describe.each(arrivalCurveSchema.options)('arrivals by %s', (curve) => {
  const scenario = { fans: 1_000, seats: 10, curve, lobbyMs: 1_800_000, afterMs: 3_600_000 };
  const arrivals = arrivalsOf(scenarioSchema.parse(scenario));

  test('are counted as they are drawn, and stay within their time', () => {
    fc.assert(
      fc.property(chance, (share) => {
        const [before, after] = [arrivals.lobbyAt(share), arrivals.afterAt(share)];
        expect(before).toBeGreaterThanOrEqual(-1_800_000);
        expect(before).toBeLessThanOrEqual(0);
        expect(after).toBeGreaterThanOrEqual(0);
        expect(after).toBeLessThanOrEqual(3_600_000);
        expect(arrivals.lobbyBy(before)).toBeCloseTo(share, 5);
        expect(arrivals.afterBy(after)).toBeCloseTo(share, 5);
      }),
    );
  });

  test('begin with nobody and end with everybody', () => {
    expect([arrivals.lobbyBy(-1_800_000), arrivals.lobbyBy(0)]).toEqual([0, 1]);
    expect([arrivals.afterBy(0), arrivals.afterBy(3_600_000)]).toEqual([0, 1]);
  });
});

test('a lobby that is never open has everybody in it at the opening', () => {
  for (const curve of arrivalCurveSchema.options) {
    const { lobbyBy } = arrivalsOf(scenarioSchema.parse({ fans: 1, seats: 1, curve, lobbyMs: 0 }));
    expect([lobbyBy(-1), lobbyBy(0)]).toEqual([0, 1]);
  }
});

test('the door lets in no more than the rate in any sliding minute, in bursts of a second’s worth', () => {
  const asks = fc.array(fc.integer({ min: 0, max: 300_000 }), { minLength: 1, maxLength: 2_000 });
  fc.assert(
    fc.property(asks, fc.integer({ min: 1, max: 3_000 }), (times, rate) => {
      const door = new Door(rate, times.length);
      const entered = times.toSorted((a, b) => a - b).map((ask) => door.book(ask));
      const burst = Math.max(1, Math.floor(rate / 60));
      for (const [n, at] of entered.entries()) {
        if (n >= rate) expect(at - entered[n - rate]!).toBeGreaterThan(60_000);
        for (let more = burst; more <= Math.min(n, 3 * burst); more++) {
          const atLeastMs = Math.min(((more + 1) * 60_000) / rate - 1_000, (more * 60_000) / rate);
          expect(at - entered[n - more]!).toBeGreaterThan(atLeastMs - 0.01);
        }
      }
    }),
    { numRuns: 100 },
  );
});

describe('invitations', () => {
  test('of people who all come at once keep to the rate', () => {
    const invitations = new Invitations({ ratePerMinute: 1_200, capacity: 1e6 });
    let all = 0;
    for (let tick = 0; tick < 240; tick++) {
      invitations.age(tick);
      for (let wanted = invitations.wanted(all); wanted > 0; wanted--, all++) {
        invitations.invite(tick);
        invitations.ask(tick, tick, 0);
        invitations.enter(tick);
      }
    }
    expect(all).toBeGreaterThan(1_190);
    expect(all).toBeLessThan(1_230);
  });

  test('of which half are never answered are twice as many, soon, and never more than that', () => {
    const invitations = new Invitations({ ratePerMinute: 1_200, capacity: 1e6 });
    const invited: number[] = [];
    for (let tick = 0; tick < 8 * inviteTicks; tick++) {
      invitations.age(tick);
      const wanted = invitations.wanted(0);
      invited.push(wanted);
      for (let n = 0; n < wanted; n++) {
        invitations.invite(tick);
        if (n % 2 === 1) continue;
        invitations.ask(tick, tick, tickMs);
        invitations.enter(tick);
      }
    }
    const lastMinute = invited.slice(-inviteTicks).reduce((sum, count) => sum + count, 0);
    expect(lastMinute).toBeGreaterThan(1_900);
    expect(lastMinute).toBeLessThanOrEqual(2_400);
  });
});

test('the line has everybody once, the early ones first and then in order of arrival', () => {
  const scenario = scenarioSchema.parse({ fans: 5_000, seats: 1, lobbyShare: 0.5 });
  const line = new Line(scenario, diceOf(1));
  const arrivals: number[] = [];
  while (line.nextMs() < Infinity) {
    arrivals.push(line.nextMs());
    line.take(1e9);
  }
  expect(arrivals).toHaveLength(5_000);
  expect(arrivals).toEqual(arrivals.toSorted((a, b) => a - b));
  expect(arrivals.filter((at) => at === 0).length).toBe(line.early);
  expect(arrivals.at(-1)).toBeLessThanOrEqual(scenario.afterMs);
});

test('the wheel has everything happen once, in its tick or after more rounds than one', () => {
  const times = fc.array(fc.integer({ min: 0, max: 20_000_000 }), { maxLength: 300 });
  fc.assert(
    fc.property(times, (all) => {
      const wheel = new Wheel();
      for (const [person, at] of all.entries()) wheel.set(person, 1, at, -1);
      const happened = new Map<number, number>();
      for (let tick = 0; !wheel.isEmpty; tick++)
        wheel.run(tick, (person) => {
          expect(happened.has(person)).toBe(false);
          happened.set(person, tick);
        });
      for (const [person, at] of all.entries())
        expect(happened.get(person)).toBe(Math.ceil(at / tickMs));
    }),
    { numRuns: 30 },
  );
});

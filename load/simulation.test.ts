import { describe, expect, test } from 'vitest';
import { isRightful } from './codes';
import { figuresOf } from './processes';
import { aStep } from './report/testing';
import type { ProcessLine } from './report/run.schema';
import { availability, type PhaseResult } from './simulation';
import { notDone } from './simulations/smoke';
import { growths } from './simulations/soak';
import { bentBy } from './simulations/stress';
import { busiest } from './stage';

const aPhase = (changes: Partial<PhaseResult>): PhaseResult => ({
  ...{ seconds: 1, steps: {}, errors: 0, iterations: 0, dropped: 0, whole: 0 },
  ...changes,
});

describe('availability', () => {
  test('takes a rightful no for an answer, and everything else that failed from it', () => {
    const steps = { hold: aStep({ count: 80, refused: 40 }), pay: aStep({ count: 20, failed: 1 }) };
    expect(availability([aPhase({ steps, errors: 1 })])).toBe(99);
  });

  test('counts a socket that broke as one more that was asked for and failed', () => {
    const steps = { hold: aStep({ count: 98 }) };
    expect(availability([aPhase({ steps, errors: 2 })])).toBeCloseTo(98, 5);
  });

  test.each([
    ...(['seat_taken', 'sold_out', 'not_your_turn', 'turn_lapsed'] as const).map((code) => [
      code,
      true,
    ]),
    ...['too_many_requests', 'seats_away', 'http_502', 'timeout', 'internal'].map((code) => [
      code,
      false,
    ]),
  ] as [string, boolean][])('%s is a rightful no: %s', (code, expected) => {
    expect(isRightful(code)).toBe(expected);
  });
});

test('stress bends by errors, by what was dropped, by a slow step or by orders that are missing', () => {
  const fine = { hold: aStep({ count: 100, p95: 999 }) };
  const bent = (changes: Partial<PhaseResult>) =>
    bentBy(aPhase({ steps: fine, whole: 100, ...changes }), 100);
  expect(bent({})).toBe('');
  expect(bent({ errors: 1 })).toBe('1 errors');
  expect(bent({ dropped: 1 })).toBe('1 dropped');
  expect(bent({ steps: { pay: aStep({ count: 100, p95: 1_001 }) } })).toBe('p95 of pay is 1001 ms');
  expect(bent({ whole: 98 })).toBe('98 of 100 orders went through');
});

test('smoke names the steps that nobody took', () => {
  const missing = notDone([{ steps: { join: aStep({ count: 1 }), pay: aStep({ count: 0 }) } }]);
  const names = missing.map(({ name }) => name);
  expect(names).toContain('pay: nobody did it');
  expect(names).not.toContain('join: nobody did it');
});

describe('a soak', () => {
  const line = (t: number, rssMb: number | null): ProcessLine => ({
    t,
    processes: Object.fromEntries(
      ['web', 'realtime', 'worker'].map((name) => [
        name,
        { cpu: 0.1, rssMb: 100, handles: 30, eventLoopP99Ms: 5, ...(rssMb && { rssMb }) },
      ]),
    ),
    databaseConnections: 5,
  });
  const missed = (lines: ProcessLine[]) =>
    growths(lines, 400)
      .filter(({ ok }) => !ok)
      .map(({ name }) => name);
  const evening = Array.from({ length: 400 }, (_, t) => t);

  test('is flat while nothing grows, and not when memory does', () => {
    expect(missed(evening.map((t) => line(t, 100)))).toEqual([]);
    expect(missed(evening.map((t) => line(t, 100 + t)))).toEqual([
      'memory of web, grown by',
      'memory of realtime, grown by',
      'memory of worker, grown by',
    ]);
  });

  test('is not flat where nobody looked', () => {
    const blind = evening.map((t) => ({ ...line(t, 100), processes: {} }));
    expect(missed(blind)).toContain('memory of web: not seen');
  });
});

describe('the crowd itself', () => {
  const lines = (cores: number[]) =>
    cores.map((cpu, t) => ({
      ...{ t, processes: { generator: { cpu, rssMb: 1 } }, databaseConnections: 1 },
    }));

  test('is the limit by its busiest ten seconds, whatever it does in all the others', () => {
    const opening = [...Array<number>(60).fill(0), ...Array<number>(10).fill(0.9), 0, 0];
    expect(busiest(lines(opening))).toBeCloseTo(0.9, 5);
    expect(busiest(lines([0.4, 0.6]))).toBeCloseTo(0.5, 5);
    expect(busiest([])).toBe(0);
  });
});

test('a program’s sockets are those of all its namespaces', () => {
  const text = 'openrun_sockets{namespace="/queue"} 7\nopenrun_sockets{namespace="/seats"} 5\n';
  expect(figuresOf(text)).toEqual({ sockets: 12 });
});

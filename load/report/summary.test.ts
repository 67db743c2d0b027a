import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { bestPerSecond, mergeFigures, quantileOf } from './figures';
import { readRun } from './read';
import { summarise } from './summary';
import { aRun, aSecond, aStep, type RunFiles, writeRun } from './testing';

const dirs: string[] = [];
const folderOf = (files: RunFiles) => {
  const dir = writeRun(files);
  dirs.push(dir);
  return dir;
};
afterAll(() => dirs.forEach((dir) => rmSync(dir, { recursive: true })));

const summaryOf = (files: RunFiles) => summarise(readRun(folderOf(files)));

describe('the summary of a run', () => {
  test('counts what was asked for, failed and refused, and adds errors that belong to no step', () => {
    const files = aRun();
    files.seconds = [
      aSecond(0, {
        steps: { join: aStep({ count: 60, failed: 1 }), hold: aStep({ count: 20, refused: 6 }) },
        errors: { http_502: 1, socket: 2 },
        refusals: { seat_taken: 4, sold_out: 2 },
      }),
      aSecond(1, { steps: { hold: aStep({ count: 18, failed: 1 }) }, errors: { timeout: 1 } }),
    ];
    const { requests, errors, refusals } = summaryOf(files);
    // 98 answers of steps, 2 of them failed; four errors, so two were of no step: 4 of 100.
    expect(requests).toMatchObject({ count: 100, failed: 4, refused: 6, perSecond: 25 });
    expect(requests.availability).toBeCloseTo(0.96, 10);
    expect(errors).toEqual({ socket: 2, http_502: 1, timeout: 1 });
    expect(refusals).toEqual({ seat_taken: 4, sold_out: 2 });
  });

  test('weighs means by their answers, and takes the exact figures that the runner kept', () => {
    const files = aRun();
    files.seconds = [
      aSecond(0, { steps: { pay: aStep({ count: 30, meanMs: 10, maxMs: 80 }) } }),
      aSecond(1, { steps: { pay: aStep({ count: 10, meanMs: 50, maxMs: 60 }) } }),
    ];
    const reckoned = summaryOf(files).steps.pay;
    expect(reckoned).toMatchObject({ count: 40, meanMs: 20, maxMs: 80, perSecond: 10 });
    expect(reckoned?.isEstimated).toBe(true);
    files.run.steps = { pay: aStep({ count: 40, meanMs: 20, p95: 47, maxMs: 80 }) };
    expect(summaryOf(files).steps.pay).toMatchObject({ p95: 47, isEstimated: false });
  });

  test('tells when the last seat went, from the opening, and how many there were at once', () => {
    const files = aRun({ opensAt: '2026-01-01T00:00:01.000Z' });
    const second = (t: number, waiting: number, inside: number, sold: number) =>
      aSecond(t, {
        line: { waiting, inside, admitted: inside },
        seats: { held: 0, reserving: 0, sold },
      });
    files.seconds = [
      second(0, 4, 0, 0),
      second(1, 2, 3, 0),
      second(2, 1, 2, 2),
      second(3, 0, 1, 3),
    ];
    const { sale, people } = summaryOf(files);
    expect(sale).toEqual({ seats: 3, sold: 3, soldOutAfterS: 3 });
    expect(people).toEqual({ atOnceMax: 5, admitted: 3 });
    files.run.fans = { arrived: 4, outcomes: { ticket: 4 }, peakAtOnce: 4 };
    expect(summaryOf(files).people.atOnceMax).toBe(4);
    files.run.settings = { seats: 5 };
    expect(summaryOf(files).sale.soldOutAfterS).toBeNull();
  });

  test('puts the wait together from its groups, and prefers what the runner reckoned from everybody', () => {
    const files = aRun();
    const group = (arrivalPercentile: number, fans: number, p50Ms: number) => ({
      ...{ arrivalPercentile, fans, p50Ms, meanMs: p50Ms + 100, p95Ms: p50Ms, maxMs: p50Ms },
    });
    files.waits = [group(50, 30, 1_000), group(100, 10, 5_000)];
    // (30 x 1,100 + 10 x 5,100) / 40
    expect(summaryOf(files).waits).toMatchObject({ people: 40, meanMs: 2_100, maxMs: 5_000 });
    files.run.wait = { meanMs: 2_050, p50Ms: 1_010, p95Ms: 4_900, maxMs: 5_000 };
    expect(summaryOf(files).waits).toEqual({ people: 40, ...files.run.wait, isEstimated: false });
  });

  test('fails by a violation, a threshold or the exit code, and names it', () => {
    expect(summaryOf(aRun())).toMatchObject({ passed: true, faults: [] });
    const sold = { ok: false, violations: ['seat 4 is sold twice'] };
    const slow = [{ name: 'p(99)<500', ok: false, value: 700, limit: 500 }];
    expect(summaryOf(aRun({ audit: sold, thresholds: slow, exitCode: 1 }))).toMatchObject({
      passed: false,
      faults: [
        { kind: 'audit', detail: 'seat 4 is sold twice' },
        { kind: 'threshold', detail: 'p(99)<500', value: 700, limit: 500 },
      ],
    });
    expect(summaryOf(aRun({ exitCode: 3 })).faults).toEqual([{ kind: 'exit', detail: '3' }]);
  });

  test('follows each process', () => {
    expect(summaryOf(aRun())).toMatchObject({
      databaseConnectionsMax: 7,
      processes: {
        web: { cpuMean: 0.5, rssFirstMb: 100, rssLastMb: 103, rssMaxMb: 103, socketsMax: null },
      },
    });
  });
});

describe('the KPIs', () => {
  const kpisOf = (files: RunFiles) =>
    Object.fromEntries(summaryOf(files).kpis.map(({ name, figure, met }) => [name, [figure, met]]));

  test('are met or missed where the run measured them, and neither where it did not', () => {
    const files = aRun();
    files.seconds = [aSecond(0, { steps: { hold: aStep({ count: 10_000, failed: 1 }) } })];
    expect(kpisOf(files)).toEqual({
      ...{ availability: [99.99, true], rate: [null, null], response: [null, null] },
      ...{ people: [null, null], wait: [null, null], sold_twice: [0, true] },
    });
    files.seconds = [aSecond(0, { steps: { hold: aStep({ count: 9_999, failed: 1 }) } })];
    expect(kpisOf(files).availability?.[1]).toBe(false);
  });

  test('take rate and response from their phases: completed payments, and the mean of both calls', () => {
    const files = aRun({
      phases: [
        { name: 'saturated', fromS: 0, toS: 2 },
        { name: 'response', fromS: 2, toS: 4 },
      ],
    });
    const both = (count: number, meanMs: number, refused = 0) => ({
      steps: {
        reserve: aStep({ count, meanMs }),
        pay: aStep({ count, meanMs: meanMs * 2, refused }),
      },
    });
    files.seconds = [
      aSecond(0, both(1_600, 400, 100)),
      aSecond(1, both(1_500, 400)),
      aSecond(2, both(500, 30)),
      aSecond(3, both(500, 30)),
    ];
    // (1,500 + 1,500) payments in 2 s; (30 + 60) / 2 ms.
    expect(kpisOf(files)).toMatchObject({ rate: [1_500, true], response: [45, true] });
  });

  test('take people and wait from line and groups, and count violations', () => {
    const files = aRun({
      audit: { ok: false, violations: ['a', 'b'] },
      settings: { fans: 10_000 },
    });
    files.seconds = [aSecond(0, { line: { waiting: 9_000, inside: 999, admitted: 999 } })];
    files.waits = [
      { arrivalPercentile: 100, fans: 9, p50Ms: 1, p95Ms: 1, maxMs: 1, meanMs: 180_001 },
    ];
    expect(kpisOf(files)).toMatchObject({
      people: [9_999, false],
      wait: [180.001, false],
      sold_twice: [2, false],
    });
    files.run.settings.fans = 9_999;
    expect(kpisOf(files).people).toEqual([9_999, null]);
  });
});

describe('what others published', () => {
  test('stands beside the phase that measured the like, and nowhere else', () => {
    expect(summaryOf(aRun()).published).toEqual([]);
    const files = aRun({
      phases: [
        {
          ...{ name: 'line_peak', fromS: 0, toS: 2, dropped: 0 },
          steps: {
            join: aStep({ count: 900, meanMs: 4 }),
            wait_look: aStep({ count: 700, meanMs: 2 }),
          },
        },
      ],
    });
    const rows = summaryOf(files).published.filter(({ what }) => what.startsWith('line_peak'));
    expect(rows.map(({ what, theirs, ours, isBetter }) => [what, theirs, ours, isBetter])).toEqual([
      ['line_peak.rate', 592, 800, true],
      ['line_peak.mean', 1_900, 3.125, true],
      ['line_peak.dropped', 82_986, 0, true],
    ]);
  });

  test('is not set beside a quick run, whose rates are not judged either', () => {
    const files = aRun({
      settings: { quick: true },
      phases: [{ name: 'saturated', fromS: 0, toS: 4 }],
    });
    files.seconds = [aSecond(0, { steps: { pay: aStep({ count: 400 }) } })];
    const { published, kpis } = summaryOf(files);
    expect(published.map(({ what }) => what)).toEqual(['failed']);
    expect(kpis.find(({ name }) => name === 'rate')).toMatchObject({ figure: 100, met: null });
    files.run.settings.quick = false;
    expect(summaryOf(files).published.map(({ what }) => what)).toContain('payments');
    expect(summaryOf(files).kpis.find(({ name }) => name === 'rate')?.met).toBe(false);
  });

  test('is not beaten by less', () => {
    const files = aRun({ phases: [{ name: 'wallet_ramp', fromS: 0, toS: 4 }] });
    files.seconds = [aSecond(0, { steps: { wallet: aStep({ count: 738 * 4 }) } })];
    const row = summaryOf(files).published.find(({ what }) => what === 'wallet_ramp.rate');
    expect(row).toMatchObject({ theirs: 739, ours: 738, isBetter: false });
  });
});

describe('percentiles of several seconds', () => {
  const flat = (weight: number, value: number) => ({
    weight,
    knots: [
      [0.0001, value - 0.001],
      [1, value],
    ] as [number, number][],
  });

  test('count each second by its answers', () => {
    const parts = [flat(90, 10), flat(10, 1_000)];
    expect(quantileOf(parts, 0.5)).toBeCloseTo(10, 1);
    expect(quantileOf(parts, 0.89)).toBeCloseTo(10, 1);
    expect(quantileOf(parts, 0.95)).toBeCloseTo(1_000, 1);
  });

  test('of one second are its own, and never above the largest', () => {
    const one = aStep({ count: 5, p50: 3, p95: 8, p99: 9, maxMs: 12 });
    expect(mergeFigures([one, aStep({ count: 0 })])).toMatchObject({ p95: 8, isEstimated: false });
    expect(mergeFigures([])).toBeNull();
    const two = mergeFigures([one, one])!;
    expect(two.p95).toBeCloseTo(8, 3);
    expect(two.p99).toBeLessThanOrEqual(two.maxMs);
  });

  test('the best ten seconds are ten seconds, also where some were not seen', () => {
    const paid = (t: number, count: number) => aSecond(t, { steps: { pay: aStep({ count }) } });
    const of = (second: { steps: { pay?: { count: number } } }) => second.steps.pay?.count ?? 0;
    expect(bestPerSecond([paid(0, 50), paid(5, 50), paid(10, 60)], of)).toBe(11);
    expect(bestPerSecond([paid(0, 50), paid(9, 60)], of)).toBe(11);
  });
});

describe('a broken run', () => {
  const broken = (change: (dir: string) => void, files = aRun()) => {
    const dir = folderOf(files);
    change(dir);
    return () => readRun(dir);
  };
  const write = (file: string, text: string) => (dir: string) =>
    writeFileSync(path.join(dir, file), text);

  test.each([
    ['run.json', '{"id": "x"', 'run.json is not JSON: it was cut off'],
    ['run.json', '{}', 'run.json, id: Invalid input: expected string'],
    ['seconds.ndjson', '', 'seconds.ndjson is empty: nothing was measured.'],
    [
      'seconds.ndjson',
      `${JSON.stringify(aSecond(0))}\n{"t":`,
      'seconds.ndjson, line 2 is not JSON',
    ],
    [
      'seconds.ndjson',
      `${JSON.stringify(aSecond(3))}\n${JSON.stringify(aSecond(3))}\n`,
      'seconds.ndjson, line 2: t is 3 after 3.',
    ],
    ['processes.ndjson', '{"t":0,"processes":{"nginx":{}}}', 'processes.ndjson, line 1, processes'],
    ['waits.json', '[{"arrivalPercentile":101}]', 'waits.json, 0.arrivalPercentile: Too big'],
  ])('%s with %s is refused by a sentence', (file, text, sentence) => {
    expect(broken(write(file, text))).toThrow(sentence);
  });

  test('names the file that is missing, and needs no waits where nobody waited', () => {
    const without = (file: string) => (dir: string) => rmSync(path.join(dir, file));
    expect(broken(without('seconds.ndjson'))).toThrow('seconds.ndjson is missing in ');
    expect(broken(without('waits.json'))().waits).toEqual([]);
  });

  test('lost track of somebody: it is read, for its threshold says so', () => {
    const fans = { arrived: 3, outcomes: { ticket: 1, sold_out: 1 } };
    const thresholds = [{ name: 'the counts add up', ok: false }];
    expect(summaryOf(aRun({ fans, thresholds, exitCode: 1 }))).toMatchObject({
      passed: false,
      faults: [{ kind: 'threshold', detail: 'the counts add up' }],
    });
  });
});

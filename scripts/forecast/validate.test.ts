import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunFile, SecondLine, WaitsFile } from '@/load/report/run.schema';
import { StartError } from '../lib/say';
import { comparisonLines, validate } from './validate';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'openrun-forecast-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const startedAt = Date.parse('2026-01-01T10:00:00.000Z');
const iso = (seconds: number) => new Date(startedAt + seconds * 1_000).toISOString();

const settings = { fans: 600, seats: 200, rate: 600, capacity: 2_000, lobbyS: 60, think: 1 };

const runOf = (more: Partial<RunFile> = {}): RunFile => ({
  ...{ id: 'rush-20260101-100000', name: 'rush', seed: 1, startedAt: iso(0), endedAt: iso(200) },
  ...{ opensAt: iso(60), commit: 'abc', settings, thresholds: [], exitCode: 0 },
  versions: { openrun: '0', node: '20', postgres: '18', redis: '7' },
  machine: { cpu: 'a', cores: 2, memoryMb: 1, os: 'b' },
  generator: { name: 'node', version: '20', cpuSeconds: 1, share: 0, isLimit: false },
  audit: { ok: true, violations: [] },
  ...more,
});

/** Seats go at an even pace from the opening on, and all are in somebody's hands after so many seconds. */
const secondsOf = (goneAfterS: number): SecondLine[] =>
  Array.from({ length: 200 }, (_, t) => {
    const gone = Math.max(0, Math.min(200, Math.round(((t - 60) / goneAfterS) * 200)));
    const line = { waiting: 0, inside: 0, admitted: t === 85 ? 125 : 0 };
    const seats = { held: gone, reserving: 0, sold: 0 };
    return { t, steps: {}, errors: {}, refusals: {}, line, seats };
  });

function write(run: RunFile, seconds: SecondLine[], waits: WaitsFile = []): void {
  writeFileSync(path.join(folder, 'run.json'), JSON.stringify(run));
  const lines = seconds.map((line) => JSON.stringify(line));
  writeFileSync(path.join(folder, 'seconds.ndjson'), `${lines.join('\n')}\n`);
  writeFileSync(path.join(folder, 'waits.json'), JSON.stringify(waits));
}

const wait = { meanMs: 9_000, p50Ms: 8_000, p95Ms: 15_000, maxMs: 20_000 };
const compare = () => validate(folder, { seeds: 5, seed: 1 });

describe('a forecast beside a run', () => {
  test('is of the run’s own sale, and says how far it is off', () => {
    write(runOf({ wait }), secondsOf(25));
    const { scenario, forecast, measured, off } = compare();
    expect(scenario).toMatchObject({ fans: 600, seats: 200, ratePerMinute: 600, curve: 'rush' });
    expect(scenario).toMatchObject({ chooseMs: 12_000, payMs: 8_000, enterMs: 3_000 });
    expect(measured).toEqual({ emptiedMs: 25_500, waitMedianMs: 8_000, letIn: 125 / 255 });
    expect(off.emptied).toBeCloseTo(forecast.emptiedMs! / 25_500 - 1, 10);
    expect(off.waitMedian).toBeCloseTo(forecast.waitMedianMs! / 8_000 - 1, 10);
  });

  test('is near enough within 15 percent in both figures, and not beyond', () => {
    write(runOf({ wait }), secondsOf(25));
    const { emptiedMs, waitMedianMs } = compare().forecast;
    const nearS = Math.round(emptiedMs! / 1_000);
    write(runOf({ wait: { ...wait, p50Ms: waitMedianMs! } }), secondsOf(nearS));
    expect(compare().ok).toBe(true);
    write(runOf({ wait: { ...wait, p50Ms: waitMedianMs! * 1.3 } }), secondsOf(nearS));
    expect(compare().ok).toBe(false);
    write(runOf({ wait: { ...wait, p50Ms: waitMedianMs! } }), secondsOf(nearS * 2));
    expect(compare().ok).toBe(false);
    expect(comparisonLines(compare()).join('\n')).toContain('not within 15 %');
  });

  test('takes the median from the groups of arrival where the run says none', () => {
    const group = { p95Ms: 1, maxMs: 1 };
    const waits = [
      { arrivalPercentile: 50, p50Ms: 4_000, fans: 10, ...group },
      { arrivalPercentile: 100, p50Ms: 9_000, fans: 30, ...group },
    ];
    write(runOf(), secondsOf(25), waits);
    expect(compare().measured.waitMedianMs).toBe(9_000);
  });

  test('of a sale that never was sold out is not called near', () => {
    write(runOf({ wait }), secondsOf(1_000));
    expect(compare()).toMatchObject({ ok: false, measured: { emptiedMs: null } });
  });

  test('is refused with a sentence where there is no run, or one that is no rush', () => {
    expect(compare).toThrow(/is no folder of a run: it has no seconds.ndjson/);
    write(runOf({ settings: { fans: 5 } }), secondsOf(25));
    expect(compare).toThrow(StartError);
    expect(compare).toThrow(/says nothing of its think/);
  });
});

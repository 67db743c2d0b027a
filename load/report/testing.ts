import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { z } from 'zod';
import { processLine, runFile, secondLine, type StepFigures, waitsFile } from './run.schema';

/** Runs for tests: a small one whose figures can be reckoned by hand, and a made-up rush that fills every plot. */

export type RunFiles = {
  run: z.input<typeof runFile>;
  seconds: z.input<typeof secondLine>[];
  waits: z.input<typeof waitsFile>;
  processes: z.input<typeof processLine>[];
};

export const aStep = (figures: Partial<StepFigures> & { count: number }): StepFigures => ({
  ...{ failed: 0, meanMs: 10, p50: 10, p95: 10, p99: 10, maxMs: 10 },
  ...figures,
});

export const aSecond = (
  t: number,
  changes: Partial<z.input<typeof secondLine>> = {},
): z.input<typeof secondLine> => ({
  ...{ t, steps: {}, errors: {}, refusals: {} },
  line: { waiting: 0, inside: 0, admitted: 0 },
  seats: { held: 0, reserving: 0, sold: 0 },
  ...changes,
});

export const aProcessLine = (t: number): z.input<typeof processLine> => ({
  t,
  processes: { web: { cpu: 0.5, rssMb: 100 + t, eventLoopP99Ms: 12, handles: 40 } },
  databaseConnections: 7,
});

/** Four seconds of a run that went well. */
export function aRun(changes: Partial<z.input<typeof runFile>> = {}): RunFiles {
  return {
    run: {
      ...{ id: 'rush-20260101-000000', name: 'rush', seed: 7, commit: 'abc1234' },
      ...{ startedAt: '2026-01-01T00:00:00.000Z', endedAt: '2026-01-01T00:00:04.000Z' },
      versions: { openrun: '0.1.0', node: '20.20.2', postgres: '18.1', redis: '7.0' },
      machine: { cpu: 'Some CPU', cores: 2, memoryMb: 8_000, os: 'Debian 12' },
      settings: { fans: 4, seats: 3 },
      generator: {
        ...{ name: 'openrun-load', version: '0.1.0', cpuSeconds: 1.5, share: 0.25, isLimit: false },
      },
      audit: { ok: true, violations: [] },
      thresholds: [{ name: 'p(99)<500', ok: true, value: 120, limit: 500 }],
      exitCode: 0,
      ...changes,
    },
    seconds: [0, 1, 2, 3].map((t) => aSecond(t)),
    waits: [],
    processes: [0, 1, 2, 3].map(aProcessLine),
  };
}

/** Writes the files to a folder, a new one under the system's temporary one unless named, as the runner would. */
export function writeRun(
  { run, seconds, waits, processes }: RunFiles,
  dir = mkdtempSync(path.join(os.tmpdir(), 'openrun-load-')),
): string {
  mkdirSync(dir, { recursive: true });
  const lines = (values: unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('');
  writeFileSync(path.join(dir, 'run.json'), JSON.stringify(run));
  writeFileSync(path.join(dir, 'seconds.ndjson'), lines(seconds));
  writeFileSync(path.join(dir, 'waits.json'), JSON.stringify(waits));
  writeFileSync(path.join(dir, 'processes.ndjson'), lines(processes));
  return dir;
}

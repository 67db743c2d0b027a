import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { compare } from './compare';
import { findRun } from './find-run';
import { compareRuns } from './index';
import { aRush } from './made-up-rush';
import { readRun } from './read';
import { summarise } from './summary';
import { aRun, aSecond, aStep, type RunFiles, writeRun } from './testing';

const dirs: string[] = [];
const folderOf = (files: RunFiles, dir?: string) => {
  const folder = writeRun(files, dir);
  dirs.push(folder);
  return folder;
};
afterAll(() => dirs.forEach((dir) => rmSync(dir, { recursive: true, force: true })));

/** A run of one second in which paying took so long. */
function aRunThatPaid(meanMs: number, changes: Partial<RunFiles['run']> = {}, failed = 0) {
  const files = aRun(changes);
  const pay = aStep({ count: 10_000, failed, meanMs, p50: meanMs, p95: meanMs, p99: meanMs });
  files.seconds = [aSecond(0, { steps: { pay } })];
  return files;
}

describe('two runs side by side', () => {
  const rowsOf = (a: RunFiles, b: RunFiles) => {
    const [before, after] = [a, b].map((files) => summarise(readRun(folderOf(files))));
    return compare(before!, after!);
  };
  const rowOf = (a: RunFiles, b: RunFiles, key: string) =>
    rowsOf(a, b).find((row) => row.key === key && (key !== 'p95' || row.subject !== null));

  test('differ in percent of the first, and say which way is worse', () => {
    expect(rowOf(aRunThatPaid(40), aRunThatPaid(60), 'p95')).toEqual({
      ...{ key: 'p95', subject: { step: 'pay' }, unit: 'ms', a: 40, b: 60 },
      ...{ change: 50, verdict: 'worse' },
    });
    expect(rowOf(aRunThatPaid(40), aRunThatPaid(30), 'p95')).toMatchObject({
      ...{ change: -25, verdict: 'better' },
    });
  });

  test('are the same where they differ by chance, but a single error is an error', () => {
    expect(rowOf(aRunThatPaid(40), aRunThatPaid(41.9), 'p95')?.verdict).toBe('same');
    expect(rowOf(aRunThatPaid(0.5), aRunThatPaid(1.4), 'p95')?.verdict).toBe('same');
    const failed = aRunThatPaid(40, {}, 1);
    expect(rowOf(aRunThatPaid(40), failed, 'failed')?.verdict).toBe('worse');
    expect(rowOf(aRunThatPaid(40), failed, 'availability')?.verdict).toBe('worse');
  });

  test('have no verdict on what only one of them measured', () => {
    const without = aRun();
    expect(rowOf(without, aRunThatPaid(40), 'p95')).toMatchObject({
      ...{ a: null, b: 40, change: null, verdict: null },
    });
    expect(rowOf(without, without, 'p95')).toBeUndefined();
  });

  test('leave a page and a table that name what they were not alike in', async () => {
    const a = aRush();
    const b = aRush();
    b.run.id = 'rush-20260102-000000';
    b.run.settings = { ...b.run.settings, fans: 5_000 };
    for (const second of b.seconds) {
      if (second.steps.pay) second.steps.pay.meanMs *= 2;
      second.seats.sold = Math.min(second.seats.sold, 11_000);
    }
    const folder = folderOf(b);
    const { text, file, worse } = await compareRuns(folderOf(a), folder);
    expect(file).toBe(path.join(folder, 'compare-rush-20260101-000000.html'));
    // Paying takes twice as long, and fewer seats are sold: nothing else was changed.
    expect(worse).toBe(2);
    const lines = stripVTControlCharacters(text).split('\n');
    expect(lines).toContain('  fans: 10000 → 5000');
    expect(lines.slice(-3)).toEqual([
      ...['2 got worse, 0 got better', '  Seats sold −8.33 %', '  Pay, mean +100 %'],
    ]);
    const html = readFileSync(file, 'utf8');
    expect(html.includes('2가지가 나빠지고, 0가지가 나아졌어요')).toBe(true);
    expect(html.includes('<th scope="row">fans</th><td>10000</td><td>5000</td>')).toBe(true);
    expect(html.match(/https?:|\bsrc=/g)).toBeNull();
    expect([...html.matchAll(/data-plot="line"/g)]).toHaveLength(2);
  });
});

describe('a run is found', () => {
  const loadDir = mkdtempSync(path.join(os.tmpdir(), 'openrun-load-'));
  dirs.push(loadDir);
  const names = ['rush-20260101-000000', 'rush-20260102-000000', 'smoke-20260103-000000'];
  for (const name of names) folderOf(aRun(), path.join(loadDir, name));
  mkdirSync(path.join(loadDir, 'rush-20260104-000000'));

  test('by its path, its id, or its name for the newest that came to its end', () => {
    const rush = path.join(loadDir, names[0]!);
    expect(findRun(rush, loadDir)).toBe(rush);
    expect(findRun(names[0]!, loadDir)).toBe(rush);
    expect(findRun('rush', loadDir)).toBe(path.join(loadDir, names[1]!));
  });

  test('or the sentence names what there is', () => {
    expect(() => findRun('soak', loadDir)).toThrow(
      'There is no run "soak": there are rush-20260101-000000, rush-20260102-000000, smoke-20260103-000000.',
    );
    expect(() => findRun('soak', path.join(loadDir, 'nowhere'))).toThrow('there are none yet.');
  });
});

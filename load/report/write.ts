import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { compare } from './compare';
import { tableOf } from './compare-table';
import { findRun } from './find-run';
import { renderComparison } from './page/compare-page';
import { renderRun } from './page/run-page';
import { readRun } from './read';
import { summarise } from './summary';
import type { Summary } from './summary.schema';

/**
 * Writes `summary.json` and `report.html` into the run's folder, from what the runner left there. A StartError where that is
 * broken; then neither is written.
 */
export async function writeReport(runDir: string): Promise<Summary> {
  const run = readRun(runDir);
  const summary = summarise(run);
  const html = await renderRun(run, summary);
  writeFileSync(path.join(runDir, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
  writeFileSync(path.join(runDir, 'report.html'), html);
  return summary;
}

/**
 * Two runs side by side: `text` for a terminal, and `file`, a page in B's folder. Each is a path, an id, or a simulation's name
 * for its newest run. `worse` counts the figures that got worse. A StartError where one is not there or is broken.
 */
export async function compareRuns(
  a: string,
  b: string,
): Promise<{ text: string; file: string; worse: number }> {
  const [before, after] = [a, b].map((called) => {
    const dir = findRun(called);
    const run = readRun(dir);
    return { dir, run, summary: summarise(run) };
  }) as [Side, Side];
  const rows = compare(before.summary, after.summary);
  const file = path.join(after.dir, `compare-${before.run.run.id}.html`);
  writeFileSync(file, await renderComparison(before, after));
  return {
    text: tableOf(before.summary, after.summary, rows),
    file,
    worse: rows.filter(({ verdict }) => verdict === 'worse').length,
  };
}
type Side = { dir: string; run: ReturnType<typeof readRun>; summary: Summary };

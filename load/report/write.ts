import { writeFileSync } from 'node:fs';
import path from 'node:path';
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

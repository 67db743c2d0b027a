import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readRun } from './read';
import { summarise } from './summary';
import type { Summary } from './summary.schema';

/** Writes `summary.json` into the run's folder, from what the runner left there. A StartError where that is broken. */
export function writeReport(runDir: string): Promise<Summary> {
  const summary = summarise(readRun(runDir));
  writeFileSync(path.join(runDir, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
  return Promise.resolve(summary);
}

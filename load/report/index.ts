/**
 * The report of a load run. Home of truth: the files that the runner left in the run's folder (`run.schema.ts`); what is made
 * here can be made again from them at any time.
 */
export { findRun } from './find-run';
export { readRun } from './read';
export { compareRuns, writeReport } from './write';

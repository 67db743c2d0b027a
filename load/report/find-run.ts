import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from '../../scripts/lib/paths';
import { StartError } from '../../scripts/lib/say';

/**
 * The folder of a run by what a person calls it: a path, the run's id, or a simulation's name, whose newest run is meant. A
 * StartError that names what there is where nothing fits.
 */
export function findRun(called: string, loadDir = inRoot('.data/load')): string {
  const isRun = (dir: string) => existsSync(path.join(dir, 'run.json'));
  const exact = [path.resolve(called), path.join(loadDir, called)].find(isRun);
  if (exact) return exact;
  const runs = (existsSync(loadDir) ? readdirSync(loadDir) : [])
    .filter((name) => isRun(path.join(loadDir, name)))
    .sort();
  const newest = runs.findLast((name) => name.replace(/-\d{8}-\d{6}$/, '') === called);
  if (newest) return path.join(loadDir, newest);
  const known = runs.length === 0 ? 'there are none yet' : `there are ${runs.join(', ')}`;
  throw new StartError(`There is no run "${called}": ${known}.`);
}

/**
 * npm run load -- NAME: a simulation of a crowd, on a site of its own unless BASE_URL names one. Leaves what it saw in
 * `.data/load/<name>-<time>`, and ends with 1 when the audit finds one violation, a threshold is missed, or the counts
 * do not add up. Without a name it lists what there is. `compare A B` shows two runs side by side, `report RUN` makes a run's
 * report anew; a run is a path, its id, or a simulation's name for the newest of it.
 */
import path from 'node:path';
import { onEnd } from '@/scripts/lib/ending';
import { inRoot } from '@/scripts/lib/paths';
import { bold, main, StartError } from '@/scripts/lib/say';
import { closeDb } from '@/server/platform/db';
import { closeRedis } from '@/server/platform/redis';
import { type Options, readOptions } from './options';
import { playOn } from './play';
import { compareRuns, findRun, writeReport } from './report';
import type { Simulation } from './simulation';
import { simulations } from './simulations';
import { openSite } from './site';

function usage(): number {
  const rows = Object.entries(simulations).map(
    ([name, { about }]) => `  ${name.padEnd(11)} ${about}`,
  );
  const others = ['npm run load -- compare A B', 'npm run load -- report RUN'];
  process.stdout.write(`${[bold('npm run load -- NAME'), ...rows, ...others].join('\n')}\n`);
  return 1;
}

async function run(name: string, simulation: Simulation, options: Options): Promise<number> {
  const site = await openSite(options, inRoot('.data/load/site.log'));
  let stopped: Promise<void> | null = null;
  const stop = () => (stopped ??= site.stop());
  onEnd(
    () => void stop().then(() => process.exit(130)),
    () => process.exit(130),
  );
  try {
    return await playOn(site, name, simulation, options);
  } finally {
    await Promise.allSettled([closeDb(), closeRedis()]);
    await stop();
  }
}

async function showTwo([a, b, ...more]: string[]): Promise<number> {
  if (a === undefined || b === undefined || more.length > 0)
    throw new StartError('compare takes two runs: npm run load -- compare A B.');
  const { text, file } = await compareRuns(a, b);
  process.stdout.write(`${text}\n${file}\n`);
  return 0;
}

async function reportAnew([called, ...more]: string[]): Promise<number> {
  if (called === undefined || more.length > 0)
    throw new StartError('report takes one run: npm run load -- report RUN.');
  const dir = findRun(called);
  await writeReport(dir);
  process.stdout.write(`${path.join(dir, 'report.html')}\n`);
  return 0;
}

await main(async () => {
  const { words, options } = readOptions(process.argv.slice(2));
  const [name, ...others] = words;
  if (!name) return usage();
  if (name === 'compare') return showTwo(others);
  if (name === 'report') return reportAnew(others);
  const simulation = simulations[name];
  if (!simulation || words.length > 1)
    throw new StartError(
      `There is no simulation "${words.join(' ')}": ${Object.keys(simulations).join(', ')}.`,
    );
  return run(name, simulation, options);
});
process.exit();

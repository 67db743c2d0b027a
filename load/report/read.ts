import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import { StartError } from '../../scripts/lib/say';
import {
  processLine,
  type ProcessLine,
  runFile,
  type RunFile,
  secondLine,
  type SecondLine,
  waitsFile,
  type WaitsFile,
} from './run.schema';

/** All that a run left behind, checked. */
export type Run = {
  run: RunFile;
  seconds: SecondLine[];
  waits: WaitsFile;
  processes: ProcessLine[];
};

/** Half an hour is 1,800 lines; a run of a day is not what the report is for. */
const linesMax = 86_400;

/**
 * Reads a run's folder. A file that is missing, cut off or of another form is a StartError that names file, line and
 * field: figures of half a run are never shown. `waits.json` may be missing where nobody waited.
 */
export function readRun(runDir: string): Run {
  return {
    run: parse(runFile, readJson(runDir, 'run.json'), 'run.json'),
    seconds: readLines(runDir, 'seconds.ndjson', secondLine),
    waits: existsSync(path.join(runDir, 'waits.json'))
      ? parse(waitsFile, readJson(runDir, 'waits.json'), 'waits.json')
      : [],
    processes: readLines(runDir, 'processes.ndjson', processLine),
  };
}

function readFile(runDir: string, file: string): string {
  const full = path.join(runDir, file);
  if (!existsSync(full))
    throw new StartError(
      `${file} is missing in ${runDir}: this is no run's folder, or the run did not come to its end.`,
    );
  return readFileSync(full, 'utf8');
}

const readJson = (runDir: string, file: string) => asJson(readFile(runDir, file), file);

function asJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new StartError(`${where} is not JSON: it was cut off, or something else wrote to it.`);
  }
}

function parse<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  const field = issue!.path.join('.');
  const more = error.issues.length > 1 ? `, and ${error.issues.length - 1} more` : '';
  throw new StartError(`${where}${field ? `, ${field}` : ''}: ${issue!.message}${more}.`);
}

/** One JSON object a line, each later than the one before. */
function readLines<T extends { t: number }>(
  runDir: string,
  file: string,
  schema: z.ZodType<T>,
): T[] {
  const lines = readFile(runDir, file).trimEnd().split('\n');
  if (lines[0] === '') throw new StartError(`${file} is empty: nothing was measured.`);
  if (lines.length > linesMax)
    throw new StartError(`${file} has more than ${linesMax} lines: longer than a run may be.`);
  let before = -1;
  return lines.map((line, index) => {
    const where = `${file}, line ${index + 1}`;
    const seen = parse(schema, asJson(line, where), where);
    if (seen.t <= before) throw new StartError(`${where}: t is ${seen.t} after ${before}.`);
    before = seen.t;
    return seen;
  });
}

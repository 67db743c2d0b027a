import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { inRoot } from './paths';
import { StartError } from './say';
import { commandLine } from './service';

const nodeMin = [20, 19] as const;

export function requireNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > nodeMin[0] || (major === nodeMin[0] && minor >= nodeMin[1])) return;
  throw new StartError(`Node ${version} is too old: install Node ${nodeMin.join('.')} or newer.`);
}

/** Makes a folder and makes sure of it: an odd error in the middle of a build is the alternative. */
export function requireWritable(folder: string) {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch {
    throw new StartError(
      `The folder ${folder} cannot be written: run this as the user who owns the checkout, or give yourself the right to write there.`,
    );
  }
}

/** One start for one data folder at a time. */
export async function takeDataFolder(folder: string) {
  const pidFile = path.join(folder, 'start.pid');
  const pid = await runningStart(folder);
  if (pid) {
    throw new StartError(
      `Openrun is already running on ${folder} as process ${pid}: stop it first (Ctrl-C in its terminal, or kill ${pid}).`,
    );
  }
  writeFileSync(pidFile, String(process.pid));
}

export function releaseDataFolder(folder: string) {
  const pidFile = path.join(folder, 'start.pid');
  const isOurs = existsSync(pidFile) && readFileSync(pidFile, 'utf8') === String(process.pid);
  if (isOurs) rmSync(pidFile);
}

/** The process of a start that is running on a data folder; null when none is. */
export async function runningStart(folder: string): Promise<number | null> {
  const pidFile = path.join(folder, 'start.pid');
  if (!existsSync(pidFile)) return null;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  const isOther = pid !== process.pid && (await commandLine(pid)).includes('scripts/start');
  return isOther ? pid : null;
}

/** Variables from an .env file; those already set win. */
export function loadEnvFile() {
  const file = inRoot('.env');
  if (existsSync(file)) process.loadEnvFile(file);
}

import { spawn, type SpawnOptions } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { endingSignal } from './ending';
import { root } from './paths';
import { StartError } from './say';

export type Finished = { code: number; output: string };

const outputCharsMax = 2_000_000;

/** Runs a program to its end and returns its exit code with everything it printed. */
export function run(
  command: string,
  args: string[],
  options: SpawnOptions = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: endingSignal,
      ...options,
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-outputCharsMax);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** As `run`, but a program that fails ends the command with the last of what it printed. */
export async function mustRun(
  what: string,
  command: string,
  args: string[],
  options?: SpawnOptions,
) {
  const { code, output } = await run(command, args, options);
  if (code !== 0) throw new StartError(`${what} failed (exit ${code}):\n${lastLines(output, 60)}`);
  return output;
}

export const lastLines = (text: string, count: number) =>
  text.trimEnd().split('\n').slice(-count).join('\n');

/** A program of node_modules/.bin, run by this Node: no shell and no npx between. */
export const nodeBin = (name: string) => path.join(root, 'node_modules/.bin', name);

const usualFolders = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/opt/homebrew/bin',
];

/** Finds a program on the PATH or in the usual folders; null where there is none. */
export function findProgram(...names: string[]): string | null {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), ...usualFolders];
  for (const name of names) {
    for (const folder of folders.filter(Boolean)) {
      const candidate = path.join(folder, name);
      try {
        accessSync(candidate, constants.X_OK);
        return candidate;
      } catch {
        // Not in this folder.
      }
    }
  }
  return null;
}

/** Waits until `check` answers true; polls often, since everything waited for here is local. */
export async function until(check: () => Promise<boolean> | boolean, timeoutMs: number) {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    if (await check()) return true;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return false;
}

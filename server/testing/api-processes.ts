import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { once } from 'node:events';

const root = process.cwd();
const tsx = createRequire(import.meta.url).resolve('tsx');

/** A change of one line of a Lua file, to see what happens without it. */
export type Sabotage = { file: string; line: string; becomes: string };

export type ApiProcesses = { origins: string[]; stop(): Promise<void> };

type Setting = {
  /** They read a copy of the scripts in which a guard is off: the negative control of a race. */
  sabotage?: Sabotage[];
  /** Goes over the test's own environment. */
  env?: Record<string, string>;
};

/** Starts `count` API processes on the test's own database and Redis. */
export async function startApis(count: number, setting: Setting = {}): Promise<ApiProcesses> {
  const { sabotage = [], env = {} } = setting;
  const folder = sabotage.length > 0 ? copyScripts(sabotage) : root;
  const children = Array.from({ length: count }, () => startApi(folder, env));
  const stop = async () => {
    await Promise.all(children.map(stopChild));
    if (folder !== root) rmSync(folder, { recursive: true });
  };
  try {
    const ports = await Promise.all(children.map(readPort));
    return { origins: ports.map((port) => `http://127.0.0.1:${port}`), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function startApi(cwd: string, changes: Record<string, string>): ChildProcess {
  const entry = path.join(root, 'server/testing/api-server.ts');
  const tsconfig = path.join(root, 'tsconfig.json');
  const env = { ...process.env, TSX_TSCONFIG_PATH: tsconfig, ...changes };
  const stdio: StdioOptions = ['ignore', 'pipe', 'inherit'];
  return spawn(process.execPath, ['--import', tsx, entry], { cwd, env, stdio });
}

async function readPort(child: ChildProcess): Promise<number> {
  const [chunk] = (await once(child.stdout!, 'data')) as [Buffer];
  return Number(chunk.toString().trim());
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

function copyScripts(sabotage: Sabotage[]): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'openrun-sabotage-'));
  cpSync(path.join(root, 'server'), path.join(folder, 'server'), {
    recursive: true,
    filter: (from) =>
      !from.includes('generated') && (path.extname(from) === '' || from.endsWith('.lua')),
  });
  for (const { file, line, becomes } of sabotage) {
    const target = path.join(folder, file);
    const source = readFileSync(target, 'utf8');
    if (!source.includes(line)) throw new Error(`${file} has no line ${line}`);
    writeFileSync(target, source.replace(line, becomes));
  }
  return folder;
}

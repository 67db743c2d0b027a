import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { programs, type Build } from './build';
import { inRoot, root } from './paths';
import { bold } from './say';
import { startService, stopLeftover } from './service';

export type ProgramName = keyof typeof programs;

type ProgramOptions = {
  /** null runs the sources and reloads them. */
  build: Build | null;
  env: NodeJS.ProcessEnv;
  port: number;
  logs: string;
};

/** Starts one of the three programs, and waits until it says that it is alive. */
export function startProgram(name: ProgramName, { build, env, port, logs }: ProgramOptions) {
  const url = `http://${env.HOST}:${port}`;
  return startService({
    name,
    url,
    command: process.execPath,
    args: build ? productionArgs(name, build) : reloadingArgs(name),
    options: { cwd: root, env: { ...env, ...nodeEnv } },
    output: printer(name, logs),
    ready: () => answers(`${url}/healthz`),
    stopSignals: ['SIGTERM'],
  });
}

/**
 * Megabytes of half a young generation; a process may grow by three times as many. What a request leaves behind dies there
 * if it has room: a tenth of the CPU of an order and of a join. Realtime spends its memory on people who wait.
 */
const semiSpaceMb: Record<ProgramName, number> = { web: 128, realtime: 24, worker: 64 };

/** What Node is told for a program. */
export const nodeFlags = (name: ProgramName) => [
  '--enable-source-maps',
  `--max-semi-space-size=${semiSpaceMb[name]}`,
];

/** One arena of the C library's: a heap for each of Node's threads holds on to a tenth more memory, and is no faster. */
export const nodeEnv = { MALLOC_ARENA_MAX: '1' };

const productionArgs = (name: ProgramName, { dist }: Build) => [
  ...nodeFlags(name),
  inRoot(dist, `${name}.js`),
];

const reloadingArgs = (name: ProgramName) => [
  inRoot('node_modules/tsx/dist/cli.mjs'),
  'watch',
  '--clear-screen=false',
  inRoot(programs[name]),
];

export const answers = (url: string) =>
  fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
    (response) => response.status < 500,
    () => false,
  );

/** Everything goes to the program's log file; the terminal is spared the line that each request writes. */
function printer(name: ProgramName, logs: string) {
  mkdirSync(logs, { recursive: true });
  const file = createWriteStream(path.join(logs, `${name}.log`), { flags: 'a' });
  const prefix = bold(name.padEnd(8));
  return (line: string) => {
    file.write(`${line}\n`);
    if (!isRequest(line)) process.stdout.write(`${prefix} ${line}\n`);
  };
}

const isRequest = (line: string) => line.startsWith('{"level":30') && line.includes('"status":');

/** Who runs: the three programs, and the sandbox gateway where there is one. */
export type Pids = Partial<Record<ProgramName | 'gateway', number>>;

/** Notes who runs, so that the next start can end what a kill of this one by signal 9 leaves. */
export function writePids(folder: string, pids: Pids) {
  const file = path.join(folder, 'programs.json');
  // Renamed into place: whoever reads meanwhile finds the old note or the new one.
  writeFileSync(`${file}.new`, JSON.stringify(pids));
  renameSync(`${file}.new`, file);
}

export async function stopLeftoverPrograms(folder: string) {
  const file = path.join(folder, 'programs.json');
  if (!existsSync(file)) return;
  const pids = JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;
  await Promise.all(Object.values(pids).map((pid) => stopLeftover(pid, [root], ['SIGTERM'])));
}

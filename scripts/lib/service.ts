import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { endingSignal } from './ending';
import { lastLines, run, until } from './run';

/** A program that this command started and will stop. */
export type Service = {
  name: string;
  url: string;
  pid: number;
  /** Settles when the program has ended, for whatever reason. */
  ended: Promise<void>;
  stop: () => Promise<void>;
};

type ServiceStart = {
  name: string;
  url: string;
  command: string;
  args: string[];
  /** Where what it prints goes: to the end of a file, or line by line to a function. */
  output: string | ((line: string) => void);
  options?: SpawnOptions;
  /** True once the program answers. */
  ready: () => Promise<boolean>;
  stopSignals: NodeJS.Signals[];
};

const readyTimeoutMs = 60_000;
const stopTimeoutMs = 15_000;

const running = new Map<ChildProcess, { name: string; stop: () => Promise<void> }>();

export const hasEnded = (child: ChildProcess) =>
  child.exitCode !== null || child.signalCode !== null;

/**
 * Starts a program in a session of its own, so that a Ctrl-C in the terminal reaches only the
 * command, which then stops everything in order.
 */
export async function startService(start: ServiceStart): Promise<Service> {
  endingSignal.throwIfAborted();
  const child = spawnDetached(start);
  let spawnError: Error | undefined;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', (error) => {
      spawnError = error;
      resolve();
    });
  }).finally(() => running.delete(child));
  const stop = () => stopChild(child, ended, start.stopSignals);
  running.set(child, { name: start.name, stop });
  const gone = () => spawnError !== undefined || hasEnded(child);
  const ready = await until(async () => gone() || (await start.ready()), readyTimeoutMs);
  if (!ready || gone()) {
    await stop();
    throw new Error(
      `${start.name} did not start. ${spawnError?.message ?? ''}${tail(start.output)}`,
    );
  }
  return { name: start.name, url: start.url, pid: child.pid!, ended, stop };
}

function spawnDetached({ command, args, options, output }: ServiceStart): ChildProcess {
  if (typeof output === 'string') {
    const log = openSync(output, 'a');
    const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    return child;
  }
  const stdio = ['ignore' as const, 'pipe' as const, 'pipe' as const];
  const child = spawn(command, args, { ...options, detached: true, stdio });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', output);
  }
  return child;
}

/** Stops what runs, in the order of the names, each to its end before the next. */
export async function stopServices(...namesInOrder: string[]) {
  for (const name of namesInOrder) {
    const named = [...running.values()].filter((each) => each.name === name);
    await Promise.all(named.map((each) => each.stop()));
  }
}

/** The last resort, when a person will not wait: whatever was started ends now. */
export function killEverything() {
  for (const child of running.keys()) signalGroup(child.pid, 'SIGKILL');
}

/** Each program leads a group of its own, which holds whatever it started in turn. */
function signalGroup(pid: number | undefined, signal: NodeJS.Signals) {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // It has ended.
  }
}

/** Starts services side by side; when one cannot, stops the others before it says so. */
export async function startTogether<const T extends Promise<Service>[]>(starts: T) {
  try {
    return (await Promise.all(starts)) as { -readonly [K in keyof T]: Service };
  } catch (error) {
    const settled = await Promise.allSettled<Service>(starts);
    const started = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    await Promise.all(started.map((service) => service.stop()));
    throw error;
  }
}

/** Asks with each signal in turn, and waits for the end after each. */
export async function stopChild(
  child: ChildProcess,
  ended: Promise<void>,
  signals: NodeJS.Signals[],
  timeoutMs = stopTimeoutMs,
) {
  for (const signal of [...signals, 'SIGKILL' as const]) {
    if (child.pid === undefined || hasEnded(child)) return;
    if (signal === 'SIGKILL') signalGroup(child.pid, signal);
    else child.kill(signal);
    await Promise.race([ended, until(() => hasEnded(child), timeoutMs)]);
  }
}

const tail = (file: ServiceStart['output']) =>
  typeof file === 'string' && existsSync(file)
    ? `The end of ${file}:\n${lastLines(readFileSync(file, 'utf8'), 15)}`
    : '';

/** The command line of a running process; '' when there is none. */
export async function commandLine(pid: number): Promise<string> {
  if (!Number.isInteger(pid) || pid <= 1) return '';
  if (existsSync('/proc/self/cmdline')) {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    } catch {
      return '';
    }
  }
  const { code, output } = await run('ps', ['-p', String(pid), '-o', 'command=']);
  return code === 0 ? output : '';
}

/**
 * Stops a process that an earlier command left behind when it was killed by signal 9. Nothing is
 * signalled unless its command line still says that it is the one.
 */
export async function stopLeftover(pid: number, marks: string[], signals: NodeJS.Signals[]) {
  const isIt = async () => {
    const line = await commandLine(pid);
    return line !== '' && marks.every((mark) => line.includes(mark));
  };
  for (const signal of [...signals, 'SIGKILL' as const]) {
    if (!(await isIt())) return;
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    await until(async () => !(await isIt()), stopTimeoutMs);
  }
}

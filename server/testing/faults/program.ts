import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { freePort } from '@/scripts/lib/ports';
import { until } from '@/scripts/lib/run';

const root = process.cwd();
const clockOff = pathToFileURL(path.join(root, 'server/testing/faults/clock-off.mjs')).href;

const entries = {
  worker: 'server/worker.ts',
  realtime: 'realtime/main.ts',
  api: 'server/testing/api-server.ts',
} as const;
const startMsMax = 60_000;
/** Inside the checkout, where the bundles find their packages. */
const folder = path.join(root, '.data', `test-programs-${process.pid}`);

/** The programs as they are built for production: from the sources they would take seconds to start. */
export async function bundlePrograms(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: entries,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'error',
  });
}

export const removePrograms = (): void => rmSync(folder, { recursive: true, force: true });

/** One of our programs, bundled before, as a process of its own, on the test's environment, to be killed and started again. */
export class Program {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly name: keyof typeof entries,
    readonly port: number,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** `clockOffMs`: how far its clock is ahead of everybody else's. `changes` go over the test's environment. */
  static async start(
    name: keyof typeof entries,
    clockOffMs = 0,
    changes: Record<string, string> = {},
  ): Promise<Program> {
    const port = await freePort();
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      WORKER_PORT: String(port),
      REALTIME_PORT: String(port),
      API_PORT: String(port),
      CLOCK_OFF_MS: String(clockOffMs),
      NODE_ENV: 'production',
      ...changes,
    };
    const program = new Program(name, port, env);
    await program.start();
    return program;
  }

  async start(): Promise<void> {
    const args = ['--import', clockOff, path.join(folder, `${this.name}.mjs`)];
    const child = spawn(process.execPath, args, {
      env: this.env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.child = child;
    const alive = () => child.exitCode !== null || this.answers();
    if (!(await until(alive, startMsMax)) || child.exitCode !== null)
      throw new Error(`${this.name} did not start`);
  }

  private answers(): Promise<boolean> {
    return fetch(`http://127.0.0.1:${this.port}/healthz`, {
      signal: AbortSignal.timeout(2_000),
    }).then(
      (response) => response.ok,
      () => false,
    );
  }

  /** Stands still until it is resumed. */
  pause(): void {
    this.child?.kill('SIGSTOP');
  }

  resume(): void {
    this.child?.kill('SIGCONT');
  }

  /** By signal 9: it has no time for anything. */
  async kill(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
}

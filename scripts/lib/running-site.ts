import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { inRoot } from './paths';
import { freePort } from './ports';

/** Names that point at somebody's own services or site: a site of a test or a simulation must not find them. */
const notPassedOn =
  /^(DATABASE_|PAYMENT_|TOSS_|REDIS_|SMTP_|PUBLIC_URL|REALTIME_|WORKER_|PORT$|HOST$|NODE_|NEXT_|OPENRUN_|TRUSTED_)|_SECRET$|_KEY$/;

const startTimeoutMs = 240_000;

/** A whole site that runs, as `npm start` makes one. */
export type RunningSite = {
  url: string;
  realtimeUrl: string;
  workerUrl: string;
  /** The process of `npm start`. */
  pid: number;
  /** Its exit code; null when a signal ended it. */
  ended: Promise<number | null>;
};

type SiteTerms = {
  /** Named services, or other settings of the site; without them it has services of its own. */
  env?: Record<string, string>;
  /** Whether its data wait for the disk. */
  durable?: boolean;
  /** Where everything printed is kept for a person to read. */
  log?: string;
};

/** Runs the production build on data in `dir`, with ports of its own, to its banner. */
export async function runSite(
  dir: string,
  { env = {}, durable = false, log = inRoot('.data/test/site.log') }: SiteTerms = {},
): Promise<RunningSite> {
  mkdirSync(dir, { recursive: true });
  const [web, realtime, worker] = [await freePort(), await freePort(), await freePort()];
  const ports = { PORT: String(web), REALTIME_PORT: String(realtime), WORKER_PORT: String(worker) };
  const passedOn = Object.entries(process.env).filter(([name]) => !notPassedOn.test(name));
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      inRoot('scripts/start.ts'),
      ...(durable ? [] : ['--throwaway']),
      '--dir',
      dir,
    ],
    {
      cwd: inRoot('.'),
      env: {
        ...Object.fromEntries(passedOn),
        ...env,
        ...ports,
      } as unknown as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Out of the terminal's reach: a Ctrl-C ends the run, and the run ends the site.
      detached: true,
    },
  );
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  try {
    await untilRunning([child.stdout, child.stderr], ended, log);
  } catch (error) {
    child.kill('SIGTERM');
    await ended;
    throw error;
  }
  const at = (port: number) => `http://localhost:${port}`;
  return { url: at(web), realtimeUrl: at(realtime), workerUrl: at(worker), pid: child.pid!, ended };
}

export async function stopSite(running: RunningSite, dir: string) {
  process.kill(running.pid, 'SIGTERM');
  await running.ended;
  rmSync(dir, { recursive: true, force: true });
}

/** Waits for the banner. */
function untilRunning(streams: NodeJS.ReadableStream[], ended: Promise<unknown>, file: string) {
  mkdirSync(path.dirname(file), { recursive: true });
  const log = createWriteStream(file);
  return new Promise<void>((resolve, reject) => {
    const lines: string[] = [];
    const fail = (why: string) =>
      reject(new Error(`The site ${why}:\n${lines.slice(-30).join('\n')}`));
    const timer = setTimeout(() => fail('took too long to start'), startTimeoutMs);
    void ended.then(() => (clearTimeout(timer), fail('ended')));
    for (const stream of streams) {
      createInterface({ input: stream }).on('line', (line) => {
        log.write(`${line}\n`);
        lines.push(line);
        if (!line.includes('Openrun is running')) return;
        clearTimeout(timer);
        resolve();
      });
    }
  });
}

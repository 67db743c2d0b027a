import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { inRoot } from '@/scripts/lib/paths';
import { freePort } from '@/scripts/lib/ports';

/** Names that point at somebody's own services or site: a site for journeys must not find them. */
const notPassedOn =
  /^(DATABASE_|REDIS_|SMTP_|PUBLIC_URL|REALTIME_|WORKER_|PORT$|HOST$|NODE_|NEXT_|OPENRUN_|TRUSTED_)|_SECRET$|_KEY$/;

const startTimeoutMs = 240_000;

/**
 * Starts the whole site as `npm start` does: the production build, fresh demo data, ports and
 * services of its own. Tells the tests where it is through the environment, and returns its end.
 */
export async function startSite(): Promise<() => Promise<void>> {
  const dir = path.join(os.tmpdir(), `openrun-e2e-${process.pid}`);
  mkdirSync(dir, { recursive: true });
  const [web, realtime, worker] = [await freePort(), await freePort(), await freePort()];
  const passedOn = Object.entries(process.env).filter(([name]) => !notPassedOn.test(name));
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', inRoot('scripts/start.ts'), '--throwaway', '--dir', dir],
    {
      cwd: inRoot('.'),
      env: {
        ...Object.fromEntries(passedOn),
        PORT: String(web),
        REALTIME_PORT: String(realtime),
        WORKER_PORT: String(worker),
      } as unknown as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Out of the terminal's reach: a Ctrl-C ends the run, and the run ends the site.
      detached: true,
    },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    await untilRunning([child.stdout, child.stderr], ended);
  } catch (error) {
    await stop();
    throw error;
  }
  process.env.E2E_URL = `http://localhost:${web}`;
  process.env.E2E_REALTIME_URL = `http://localhost:${realtime}`;
  process.env.E2E_DIR = dir;
  return stop;
}

/** Waits for the banner; everything printed is kept for a person to read. */
function untilRunning(streams: NodeJS.ReadableStream[], ended: Promise<void>) {
  mkdirSync(inRoot('.data/test'), { recursive: true });
  const log = createWriteStream(inRoot('.data/test/site.log'));
  return new Promise<void>((resolve, reject) => {
    const lines: string[] = [];
    const fail = (why: string) =>
      reject(new Error(`The site for the journeys ${why}:\n${lines.slice(-30).join('\n')}`));
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

type ProgramName = 'web' | 'realtime' | 'worker';

/** What a test knows of the running site. */
export const site = {
  url: () => process.env.E2E_URL!,
  realtimeUrl: () => process.env.E2E_REALTIME_URL!,
  /** The process that runs a program right now: it changes when one is killed and comes back. */
  pid: (name: ProgramName) =>
    (
      JSON.parse(readFileSync(`${process.env.E2E_DIR}/programs.json`, 'utf8')) as Record<
        string,
        number
      >
    )[name]!,
  /** Kills a program as a machine would; `npm start` starts it again. */
  kill: (name: ProgramName) => process.kill(site.pid(name), 'SIGKILL'),
};

import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { inRoot } from '@/scripts/lib/paths';
import { freePort } from '@/scripts/lib/ports';

/** Names that point at somebody's own services or site: a site for journeys must not find them. */
const notPassedOn =
  /^(DATABASE_|PAYMENT_|TOSS_|REDIS_|SMTP_|PUBLIC_URL|REALTIME_|WORKER_|PORT$|HOST$|NODE_|NEXT_|OPENRUN_|TRUSTED_)|_SECRET$|_KEY$/;

const startTimeoutMs = 240_000;

/** A whole site that runs, as `npm start` makes one. */
export type RunningSite = {
  url: string;
  realtimeUrl: string;
  /** The process of `npm start`. */
  pid: number;
  /** Its exit code; null when a signal ended it. */
  ended: Promise<number | null>;
};

/** Runs the production build on data in `dir`, with ports of its own and services too unless they are named, to its banner. */
export async function runSite(
  dir: string,
  services: { DATABASE_URL?: string; REDIS_URL?: string } = {},
): Promise<RunningSite> {
  mkdirSync(dir, { recursive: true });
  const [web, realtime, worker] = [await freePort(), await freePort(), await freePort()];
  const ports = { PORT: String(web), REALTIME_PORT: String(realtime), WORKER_PORT: String(worker) };
  const passedOn = Object.entries(process.env).filter(([name]) => !notPassedOn.test(name));
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', inRoot('scripts/start.ts'), '--throwaway', '--dir', dir],
    {
      cwd: inRoot('.'),
      env: {
        ...Object.fromEntries(passedOn),
        ...services,
        ...ports,
      } as unknown as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Out of the terminal's reach: a Ctrl-C ends the run, and the run ends the site.
      detached: true,
    },
  );
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  try {
    await untilRunning([child.stdout, child.stderr], ended);
  } catch (error) {
    child.kill('SIGTERM');
    await ended;
    throw error;
  }
  const at = (port: number) => `http://localhost:${port}`;
  return { url: at(web), realtimeUrl: at(realtime), pid: child.pid!, ended };
}

/** The site that `site` and the fixtures mean from now on. */
export function pointAt(running: RunningSite, dir: string) {
  process.env.E2E_URL = running.url;
  process.env.E2E_REALTIME_URL = running.realtimeUrl;
  process.env.E2E_DIR = dir;
}

export async function stopSite(running: RunningSite, dir: string) {
  process.kill(running.pid, 'SIGTERM');
  await running.ended;
  rmSync(dir, { recursive: true, force: true });
}

/** The site of all journeys, on fresh demo data. Tells them where it is, and returns its end. */
export async function startSite(): Promise<() => Promise<void>> {
  const dir = path.join(os.tmpdir(), `openrun-e2e-${process.pid}`);
  const running = await runSite(dir);
  pointAt(running, dir);
  return () => stopSite(running, dir);
}

/** Waits for the banner; everything printed is kept for a person to read. */
function untilRunning(streams: NodeJS.ReadableStream[], ended: Promise<unknown>) {
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

export type ProgramName = 'web' | 'realtime' | 'worker';

/** What a test knows of the running site. */
export const site = {
  url: () => process.env.E2E_URL!,
  realtimeUrl: () => process.env.E2E_REALTIME_URL!,
  /** The sandbox that the site pays cards through. */
  gatewayUrl: () => {
    const noted = readFileSync(`${process.env.E2E_DIR}/services.json`, 'utf8');
    return (JSON.parse(noted) as { gatewayUrl: string }).gatewayUrl;
  },
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

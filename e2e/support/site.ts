import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runSite, type RunningSite, stopSite } from '@/scripts/lib/running-site';

/** The site that `site` and the fixtures mean from now on. */
export function pointAt(running: RunningSite, dir: string) {
  process.env.E2E_URL = running.url;
  process.env.E2E_REALTIME_URL = running.realtimeUrl;
  process.env.E2E_DIR = dir;
}

/** The site of all journeys, on fresh demo data. Tells them where it is, and returns its end. */
export async function startSite(): Promise<() => Promise<void>> {
  const dir = path.join(os.tmpdir(), `openrun-e2e-${process.pid}`);
  const running = await runSite(dir);
  pointAt(running, dir);
  return () => stopSite(running, dir);
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

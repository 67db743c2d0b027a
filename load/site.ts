import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runSite, stopSite } from '@/scripts/lib/running-site';
import { liveEnv } from '@/scripts/lib/site-services';
import type { Options } from './options';
import { requireOwnHost, requireOwnTarget } from './target';

/** The site that a crowd is sent to. */
export type LoadSite = {
  web: string;
  realtime: string;
  /** Where each program of it that runs here tells its metrics. */
  metrics: Partial<Record<'web' | 'realtime' | 'worker', string>>;
  /** Its programs that run on this machine. */
  pids: () => Record<string, number>;
  isOwn: boolean;
  stop: () => Promise<void>;
};

/**
 * Joining costs work while many join from one network, and the whole crowd is one: the work would be the crowd's own,
 * on the cores that are measured. Requests are not logged one by one.
 */
const settings = { PROOF_OF_WORK: 'off', LOG_LEVEL: 'warn' };

/** The site that BASE_URL names, else one of its own on fresh data that reach the disk, gone afterwards. */
export async function openSite(options: Options, log: string): Promise<LoadSite> {
  const named = process.env.BASE_URL;
  return named ? namedSite(named, options) : ownSite(log);
}

async function ownSite(log: string): Promise<LoadSite> {
  const dir = path.join(os.tmpdir(), `openrun-load-${process.pid}`);
  const running = await runSite(dir, { env: settings, durable: true, log });
  Object.assign(process.env, { LOG_LEVEL: 'error', ...ownEnv(dir) });
  const [web, realtime, worker] = [running.url, running.realtimeUrl, running.workerUrl].map(plain);
  return {
    web: web!,
    realtime: realtime!,
    metrics: { web: web!, realtime: realtime!, worker: worker! },
    pids: () => readPids(dir),
    isOwn: true,
    stop: () => stopSite(running, dir),
  };
}

/** Addresses and secrets of the site's own services, whatever else is set here. */
function ownEnv(dir: string) {
  delete process.env.DATABASE_URL;
  delete process.env.REDIS_URL;
  delete process.env.REDIS_SEATS_URL;
  return liveEnv(dir);
}

function namedSite(address: string, { dir, realtime, isOwned }: Options): LoadSite {
  const web = plain(requireOwnTarget(address, isOwned).origin);
  const set = Object.entries(process.env).filter(([, value]) => value);
  Object.assign(process.env, { LOG_LEVEL: 'error', ...liveEnv(dir), ...Object.fromEntries(set) });
  for (const store of [
    process.env.DATABASE_URL,
    process.env.REDIS_URL,
    process.env.REDIS_SEATS_URL,
  ])
    if (store) requireOwnHost(new URL(store), isOwned);
  const other = realtime ? plain(requireOwnTarget(realtime, isOwned).origin) : web;
  return {
    web,
    realtime: other,
    metrics: { web, ...(other !== web && { realtime: other }) },
    pids: () => readPids(dir),
    isOwn: false,
    stop: () => Promise.resolve(),
  };
}

/** The programs listen on IPv4, and a name is looked up for every connection. */
const plain = (origin: string) => origin.replace('//localhost', '//127.0.0.1');

function readPids(dir: string): Record<string, number> {
  const file = path.join(dir, 'programs.json');
  if (!existsSync(file)) return {};
  const { web, realtime, worker } = JSON.parse(readFileSync(file, 'utf8')) as Record<
    string,
    number
  >;
  return { web: web!, realtime: realtime!, worker: worker! };
}

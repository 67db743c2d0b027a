import { sandboxSecretKey } from '@/sandbox/gateway/key';
import type { Build } from './build';
import { portNear, requirePort } from './ports';
import { keptSecrets } from './secrets';
import { StartError } from './say';

export type Ports = { web: number; realtime: number; worker: number; gateway: number };

function portFrom(variable: string, fallback: number): number {
  const given = process.env[variable];
  const port = Number(given || fallback);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new StartError(`${variable} is "${given}": set it to a port between 1 and 65535.`);
}

/** The ports that people type must be free; the worker's may be any unless it was asked for, and the sandbox gateway's. */
export async function choosePorts(): Promise<Ports> {
  const ports = { web: portFrom('PORT', 3000), realtime: portFrom('REALTIME_PORT', 3001) };
  await requirePort(ports.web, 'PORT', 'the web site');
  await requirePort(ports.realtime, 'REALTIME_PORT', 'the waiting room (realtime)');
  const worker = portFrom('WORKER_PORT', 3002);
  if (process.env.WORKER_PORT) await requirePort(worker, 'WORKER_PORT', 'the worker');
  return { ...ports, worker: await portNear(worker), gateway: await portNear(3003) };
}

type EnvInput = {
  folder: string;
  ports: Ports;
  build: Build | null;
  databaseUrl: string;
  redisUrl: string;
};

/** Cards are rehearsed with the sandbox, unless the person said who takes them, or that nobody does. */
export const hasSandbox = (): boolean => !process.env.PAYMENT_GATEWAY;

const sandboxEnv = (port: number) => ({
  PAYMENT_GATEWAY: 'sandbox',
  TOSS_API_URL: `http://127.0.0.1:${port}`,
  TOSS_SECRET_KEY: sandboxSecretKey,
});

/** The environment of the programs and the seed. What the person set wins, secrets included. */
export function siteEnv({ folder, ports, build, databaseUrl, redisUrl }: EnvInput) {
  const set = Object.entries(process.env).filter(([, value]) => value !== '');
  return {
    HOST: '127.0.0.1',
    OPENRUN_DEMO: '1',
    DRAW_BEACON: 'local',
    PUBLIC_URL: `http://localhost:${ports.web}`,
    REALTIME_PUBLIC_URL: `http://localhost:${ports.realtime}`,
    ...keptSecrets(folder),
    ...Object.fromEntries(set),
    ...(hasSandbox() && sandboxEnv(ports.gateway)),
    NODE_ENV: build ? 'production' : 'development',
    ...(build && { NEXT_DIST_DIR: build.next }),
    PORT: String(ports.web),
    REALTIME_PORT: String(ports.realtime),
    WORKER_PORT: String(ports.worker),
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
  } as NodeJS.ProcessEnv;
}

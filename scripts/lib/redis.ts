import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Redis } from 'ioredis';
import { aptInstall } from './apt';
import { findProgram } from './run';
import { StartError } from './say';
import { startService, stopLeftover, type Service } from './service';

type RedisOptions = { dir: string; port: number; durable?: boolean };

/** redis-server or valkey-server, installed where Debian lets us. */
export async function requireRedisServer(): Promise<string> {
  const names = ['redis-server', 'valkey-server'];
  const found = findProgram(...names);
  if (found) return found;
  const installed = (await aptInstall('redis-server')) && findProgram(...names);
  if (installed) return installed;
  throw new StartError(
    'Redis is missing: install redis-server or valkey-server (Debian and Ubuntu: apt-get install redis-server), or set REDIS_URL to a running one.',
  );
}

/** A Redis on loopback. Durable keeps an append-only file, synced every second, in `dir`. */
export async function startRedis({ dir, port, durable = true }: RedisOptions): Promise<Service> {
  const command = await requireRedisServer();
  mkdirSync(dir, { recursive: true });
  await stopOrphanRedis(dir);
  const url = `redis://127.0.0.1:${port}`;
  return startService({
    name: 'redis',
    url,
    command,
    args: serverArgs(dir, port, durable),
    options: { cwd: dir },
    output: path.join(dir, 'redis.log'),
    ready: () => answersPing(url),
    stopSignals: ['SIGTERM'],
  });
}

function serverArgs(dir: string, port: number, durable: boolean) {
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    dir,
    pidfile: path.join(dir, `redis-${port}.pid`),
    databases: '64',
    save: '',
    appendonly: durable ? 'yes' : 'no',
    appendfsync: 'everysec',
    // Not from 64 MB on, in the middle of a rush: a rewrite copies all of it. So much is read back in two seconds.
    'auto-aof-rewrite-min-size': '256mb',
    loglevel: 'notice',
    daemonize: 'no',
  };
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
}

/** The pid file's name carries the port, and Redis shows it in its title: no other Redis is meant. */
export async function stopOrphanRedis(dir: string) {
  for (const file of readdirSync(dir)) {
    const port = /^redis-(\d+)\.pid$/.exec(file)?.[1];
    if (!port) continue;
    const pidFile = path.join(dir, file);
    const pid = Number(readFileSync(pidFile, 'utf8'));
    await stopLeftover(pid, ['-server', `127.0.0.1:${port}`], ['SIGTERM']);
    rmSync(pidFile, { force: true });
  }
}

async function answersPing(url: string): Promise<boolean> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => {});
  try {
    await redis.connect();
    // While it loads its append-only file it answers LOADING, which throws here.
    return (await redis.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}

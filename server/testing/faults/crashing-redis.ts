import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '@/scripts/lib/ports';
import { requireRedisServer } from '@/scripts/lib/redis';
import { until } from '@/scripts/lib/run';

/** Where the append-only file ended at an instant. */
export type Mark = { file: string; bytes: number };

/**
 * A Redis with an append-only file that dies by signal 9 and comes back on the same port. `crash(mark)` also cuts the
 * file off where it ended at the mark: a disk whose sync was late, every time and on every machine.
 */
export class CrashingRedis {
  private child: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly program: string,
    private readonly dir: string,
    private readonly settings: string[],
  ) {}

  static async start(...settings: string[]): Promise<CrashingRedis> {
    const dir = mkdtempSync(path.join(os.tmpdir(), 'openrun-crash-'));
    const redis = new CrashingRedis(await freePort(), await requireRedisServer(), dir, settings);
    await redis.restart();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async restart(): Promise<void> {
    const always = [
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'yes',
      '--loglevel',
      'warning',
      '--repl-diskless-sync-delay',
      '0', // a replica of it waits for no others
    ];
    const own = ['--port', String(this.port), '--dir', this.dir, ...this.settings];
    this.child = spawn(this.program, [...always, ...own], { stdio: 'ignore' });
    if (!(await until(() => this.answers(), 20_000))) throw new Error('Redis did not start');
  }

  private async answers(): Promise<boolean> {
    const client = new Redis(this.url, { lazyConnect: true, retryStrategy: () => null });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.ping()) === 'PONG';
    } catch {
      return false;
    } finally {
      client.disconnect();
    }
  }

  /** What is written from here on may be lost with `crash`. Every command answered before is before it. */
  mark(): Mark {
    const folder = path.join(this.dir, 'appendonlydir');
    const sequence = (name: string) => Number(/\.(\d+)\.incr\.aof$/.exec(name)?.[1] ?? 0);
    const names = readdirSync(folder).toSorted((a, b) => sequence(b) - sequence(a));
    const file = path.join(folder, names[0]!);
    return { file, bytes: statSync(file).size };
  }

  async crash(lostSince?: Mark): Promise<void> {
    const { child } = this;
    if (child && child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
    if (lostSince) truncateSync(lostSince.file, lostSince.bytes);
  }

  async stop(): Promise<void> {
    await this.crash();
    await removeFolder(this.dir);
  }
}

const everyMs = 10;

/** Where the file of a Redis ended some time ago: a disk that is always so late. Between crashes it needs that time. */
export class LateDisk {
  private seen: { atMs: number; mark: Mark }[] = [];
  private readonly timer = setInterval(() => this.note(), everyMs);

  constructor(
    private readonly redis: CrashingRedis,
    private readonly lateMs: number,
  ) {}

  private note(): void {
    this.seen.push({ atMs: Date.now(), mark: this.redis.mark() });
  }

  /** What it has by now, for `crash`: all but what came within the last `lateMs`. */
  synced(): Mark {
    const { mark } = this.seen.findLast(({ atMs }) => atMs <= Date.now() - this.lateMs)!;
    this.seen = [];
    return mark;
  }

  stop(): void {
    clearInterval(this.timer);
  }
}

/** A child of a Redis that rewrites its file outlives it for a moment, and writes there meanwhile. */
async function removeFolder(dir: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return rmSync(dir, { recursive: true, force: true });
    } catch (error) {
      if (tries === 40) throw error;
      await setTimeout(50);
    }
  }
}

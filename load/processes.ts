import { readdirSync, readFileSync } from 'node:fs';
import { lookAtCpu } from '@/scripts/bench/cpu';
import { pool } from '@/server/platform/db';
import { sharedRedis } from '@/server/platform/redis';
import type { ProcessLine } from './report/run.schema';
import type { LoadSite } from './site';

type Figures = ProcessLine['processes'][string];

/** Looks at every process that takes part, and at what it took of the CPU since the last look. */
export class Processes {
  private last = new Map<string, { pid: number; cpuSeconds: number }>();
  private lastAt = performance.now();
  /** Seconds of CPU by name, over the whole run. */
  readonly cpuSeconds: Record<string, number> = {};
  private services: Record<string, number> = {};

  /** `generator`: the processes that make the load. */
  constructor(
    private readonly site: LoadSite,
    private readonly generator: () => number[],
  ) {}

  async begin(): Promise<void> {
    this.services = await findServices();
    this.look();
  }

  async sample(t: number): Promise<ProcessLine> {
    const seconds = (performance.now() - this.lastAt) / 1_000;
    const used = this.look();
    const [metrics, databaseConnections] = await Promise.all([
      this.readMetrics(),
      countConnections(),
    ]);
    const processes = Object.fromEntries(
      [...this.last].map(([name, { pid }]): [string, Figures] => [
        name,
        {
          cpu: round((used[name] ?? 0) / seconds, 3),
          rssMb: round(memoryMb(name === 'postgres' ? withChildren(pid) : this.pidsOf(name, pid))),
          ...countHandles(pid),
          ...metrics[name],
        },
      ]),
    );
    return { t, processes, databaseConnections };
  }

  private pidsOf = (name: string, pid: number) => (name === 'generator' ? this.generator() : [pid]);

  /** Seconds of CPU since the last look, by name. One that was started again counts from its start. */
  private look(): Record<string, number> {
    const used: Record<string, number> = {};
    const [first, ...others] = this.generator();
    const pids = { ...this.site.pids(), ...this.services, ...(first && { generator: first }) };
    this.lastAt = performance.now();
    const cpuSecondsOf = lookAtCpu();
    for (const [name, pid] of Object.entries(pids)) {
      const all = name === 'generator' ? [pid, ...others] : [pid];
      const cpuSeconds = all.reduce((sum, each) => sum + cpuSecondsOf({ pid: each }), 0);
      const before = this.last.get(name);
      const since = before?.pid === pid ? before.cpuSeconds : 0;
      used[name] = before ? Math.max(0, cpuSeconds - since) : 0;
      this.cpuSeconds[name] = (this.cpuSeconds[name] ?? 0) + used[name];
      this.last.set(name, { pid, cpuSeconds });
    }
    return used;
  }

  private async readMetrics(): Promise<Record<string, Partial<Figures>>> {
    const found = Object.entries(this.site.metrics).map(async ([name, origin]) => {
      const text = await fetch(`${origin}/metrics`, { signal: AbortSignal.timeout(2_000) })
        .then((response) => response.text())
        .catch(() => '');
      return [name, figuresOf(text)] as const;
    });
    return Object.fromEntries(await Promise.all(found));
  }
}

const round = (value: number, digits = 1) => Number(value.toFixed(digits));

export function figuresOf(metrics: string): Partial<Figures> {
  /** All of its labels together. */
  const read = (name: string) => {
    const values = [...metrics.matchAll(new RegExp(`^${name}(?:{[^}]*})? ([\\d.e+-]+)$`, 'gm'))];
    return values.length === 0
      ? undefined
      : values.reduce((sum, [, value]) => sum + Number(value), 0);
  };
  const delay = read('nodejs_eventloop_lag_p99_seconds');
  const sockets = read('openrun_sockets');
  return {
    ...(delay !== undefined && { eventLoopP99Ms: round(Math.max(0, delay * 1_000), 2) }),
    ...(sockets !== undefined && { sockets }),
  };
}

/** Postgres and Redis, where they run on this machine. */
async function findServices(): Promise<Record<string, number>> {
  const services: Record<string, number> = {};
  const { rows } = await pool().query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const postmaster = Number(readStatus(rows[0]!.pid)('PPid'));
  if (postmaster > 1 && isCalled(postmaster, 'postgres')) services['postgres'] = postmaster;
  const pid = Number(/process_id:(\d+)/.exec(await sharedRedis().info('server'))?.[1]);
  if (isCalled(pid, 'redis') || isCalled(pid, 'valkey')) services['redis'] = pid;
  return services;
}

const isCalled = (pid: number, name: string) => readStatus(pid)('Name').includes(name);

function readStatus(pid: number): (field: string) => string {
  let text = '';
  try {
    text = readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    // it has just ended, or runs elsewhere
  }
  return (field) => new RegExp(`^${field}:\\s+(\\S+)`, 'm').exec(text)?.[1] ?? '';
}

function withChildren(pid: number): number[] {
  const others = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const children = others.filter((name) => readStatus(Number(name))('PPid') === String(pid));
  return [pid, ...children.map(Number)];
}

/** What they share (Postgres's buffers) counts once, by the one that uses most of it. */
function memoryMb(pids: number[]): number {
  const fields = pids.map(readStatus);
  const kb = (field: string) => fields.map((status) => Number(status(field)));
  const own = kb('RssAnon').reduce((sum, each) => sum + each, 0);
  const files = Math.max(0, ...kb('RssFile')) + Math.max(0, ...kb('RssShmem'));
  return (own + files) / 1_024;
}

function countHandles(pid: number): { handles?: number } {
  try {
    return { handles: readdirSync(`/proc/${pid}/fd`).length };
  } catch {
    return {};
  }
}

async function countConnections(): Promise<number> {
  const { rows } = await pool().query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_stat_activity WHERE backend_type = 'client backend'`,
  );
  return rows[0]!.count;
}

import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CrashingPostgres } from './crashing-postgres';
import { CrashingRedis, type Mark } from './crashing-redis';
import { bundlePrograms, Program, removePrograms } from './program';

/** What can be killed. */
export type Victim = 'web 1' | 'web 2' | 'worker' | 'realtime' | 'redis' | 'postgres';

/** A whole site of its own: its Postgres and Redis as in production, two of web, a worker, realtime. */
export class KillableSite {
  private constructor(
    private readonly dir: string,
    readonly postgres: CrashingPostgres,
    readonly redis: CrashingRedis,
    private readonly programs: Record<'web 1' | 'web 2' | 'worker' | 'realtime', Program>,
  ) {}

  /** Call before anything of the product connects: this process then speaks to the site's services, and has `env`, too. */
  static async start(env: NodeJS.Dict<string> = {}): Promise<KillableSite> {
    const dir = mkdtempSync(path.join(os.tmpdir(), 'openrun-site-'));
    const [postgres, redis] = await Promise.all([
      CrashingPostgres.start(path.join(dir, 'postgres')),
      CrashingRedis.start('--appendfsync', 'everysec'),
      bundlePrograms(),
    ]);
    Object.assign(process.env, env, { DATABASE_URL: postgres.url, REDIS_URL: redis.url });
    const names = ['api', 'api', 'worker', 'realtime'] as const;
    const started = await Promise.all(names.map((name) => Program.start(name)));
    const [first, second, worker, realtime] = started as [Program, Program, Program, Program];
    const programs = { 'web 1': first, 'web 2': second, worker, realtime };
    return new KillableSite(dir, postgres, redis, programs);
  }

  get origins(): string[] {
    const { 'web 1': first, 'web 2': second } = this.programs;
    return [first, second].map(({ port }) => `http://127.0.0.1:${port}`);
  }

  /** By signal 9. A Redis also forgets what it was told since the mark: a disk whose sync was late. */
  async kill(victim: Victim, lostSince?: Mark): Promise<void> {
    if (victim === 'postgres') return this.postgres.kill();
    if (victim === 'redis') return this.redis.crash(lostSince);
    return this.programs[victim].kill();
  }

  async restart(victim: Victim): Promise<void> {
    if (victim === 'postgres') return this.postgres.restart();
    if (victim === 'redis') return this.redis.restart();
    return this.programs[victim].start();
  }

  async stop(): Promise<void> {
    await Promise.all(Object.values(this.programs).map((program) => program.kill()));
    await Promise.all([this.postgres.stop(), this.redis.stop()]);
    removePrograms();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

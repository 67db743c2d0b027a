import { rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '@/scripts/lib/ports';
import { migrate } from '@/scripts/lib/migrate';
import { postgresPlace, startPostgres } from '@/scripts/lib/postgres';
import { mustRun, until } from '@/scripts/lib/run';
import type { Service } from '@/scripts/lib/service';

const restartMsMax = 60_000;

/** A Postgres that syncs as in production, dies by signal 9, and comes back on the same port with the same data. */
export class CrashingPostgres {
  private constructor(
    private readonly dir: string,
    private readonly port: number,
    private service: Service,
  ) {}

  static async start(dir: string): Promise<CrashingPostgres> {
    const port = await freePort();
    const service = await startPostgres({ dir, port });
    await migrate(service.url);
    return new CrashingPostgres(dir, port, service);
  }

  get url(): string {
    return this.service.url;
  }

  /** The server itself: its backends see it gone and end. */
  async kill(): Promise<void> {
    process.kill(this.service.pid, 'SIGKILL');
    await this.service.ended;
  }

  /** Until the last backend of the killed server is gone, Postgres refuses to start on its data. */
  async restart(): Promise<void> {
    const start = async () => {
      this.service = await startPostgres({ dir: this.dir, port: this.port });
      return true;
    };
    if (!(await until(() => start().catch(() => false), restartMsMax)))
      throw new Error('Postgres did not come back');
  }

  /** Its log of changes is in a folder of `parent` from now on, as on a disk of its own. */
  async moveLogTo(parent: string): Promise<void> {
    await this.service.stop();
    const log = path.join(postgresPlace(this.dir).folder, 'data', 'pg_wal');
    await mustRun('cp', 'cp', ['-a', log, parent]);
    rmSync(log, { recursive: true });
    symlinkSync(path.join(parent, 'pg_wal'), log);
    await this.restart();
  }

  async stop(): Promise<void> {
    await this.service.stop();
    rmSync(postgresPlace(this.dir).folder, { recursive: true, force: true });
  }
}

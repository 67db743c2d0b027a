import { appendFileSync, chownSync, mkdtempSync, rmdirSync, statSync, unlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { mustRun, run } from '@/scripts/lib/run';

const sizeMb = 96;

/** A file system in memory, as small as a database that is nearly full needs it. */
export class SmallDisk {
  private constructor(
    readonly dir: string,
    private readonly filler: string,
  ) {}

  /** Null where we may not mount: that takes root, and in a container a right that not every one gives. */
  static async mount(): Promise<SmallDisk | null> {
    const dir = mkdtempSync(path.join(os.tmpdir(), 'openrun-disk-'));
    const options = `size=${sizeMb}m,mode=700`;
    const { code } = await run('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', dir]).catch(() => ({
      code: 1,
    }));
    if (code === 0) return new SmallDisk(dir, path.join(dir, 'filler'));
    rmdirSync(dir);
    return null;
  }

  /** It is now whose `like` is. */
  giveToOwnerOf(like: string): void {
    const { uid, gid } = statSync(like);
    chownSync(this.dir, uid, gid);
  }

  /** Not a page is left, whoever else writes meanwhile. */
  fill(): void {
    for (const bytes of [2 ** 20, 2 ** 12]) while (this.grow(bytes));
  }

  private grow(bytes: number): boolean {
    try {
      appendFileSync(this.filler, Buffer.alloc(bytes));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
      throw error;
    }
  }

  free(): void {
    unlinkSync(this.filler);
  }

  async unmount(): Promise<void> {
    await mustRun('umount', 'umount', ['--lazy', this.dir]);
    rmdirSync(this.dir);
  }
}

/** Writes to Postgres's log until there is no room for more and Postgres goes down. */
export async function useUpLog(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  const write = () =>
    client.query("SELECT pg_logical_emit_message(false, 'openrun', repeat('x', 1000000))").then(
      () => true,
      () => false,
    );
  while (await write());
  await client.end().catch(() => {});
}

/** A database like `url`'s, whose tables and indexes are on the disk; Postgres's log of changes is not. */
export async function databaseOn(disk: SmallDisk, url: string): Promise<string> {
  const [admin, small] = [new URL(url), new URL(url)];
  const template = small.pathname.slice(1);
  admin.pathname = 'postgres';
  small.pathname = 'small';
  const client = new pg.Client({ connectionString: admin.href });
  await client.connect();
  await client.query(`CREATE TABLESPACE small LOCATION '${disk.dir}'`);
  await client.query(`CREATE DATABASE small TEMPLATE ${template} TABLESPACE small`);
  await client.end();
  return small.href;
}

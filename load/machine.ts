import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { inRoot } from '@/scripts/lib/paths';
import { pool } from '@/server/platform/db';
import { sharedRedis } from '@/server/platform/redis';
import type { RunFile } from './report/run.schema';

export const machine = (): RunFile['machine'] => ({
  cpu: os.cpus()[0]?.model ?? 'unknown',
  cores: os.availableParallelism(),
  memoryMb: Math.round(os.totalmem() / 2 ** 20),
  os: `${os.type()} ${os.release()}`,
});

/** The commit that is measured; with a plus where files differ from it. */
export function commit(): string {
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, {
        cwd: inRoot(),
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    const isChanged = git('status', '--porcelain', '--untracked-files=no').trim() !== '';
    return `${git('rev-parse', '--short', 'HEAD').trim()}${isChanged ? '+' : ''}`;
  } catch {
    return 'unknown';
  }
}

export async function versions(): Promise<RunFile['versions']> {
  const { version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8')) as {
    version: string;
  };
  const { rows } = await pool().query<{ server_version: string }>('SHOW server_version');
  const info = await sharedRedis().info('server');
  return {
    openrun: version,
    node: process.versions.node,
    postgres: rows[0]!.server_version.split(' ', 1)[0]!,
    redis: /(?:redis|valkey)_version:(\S+)/.exec(info)?.[1] ?? 'unknown',
  };
}

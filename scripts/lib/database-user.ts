import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { findProgram } from './run';

/** Whom Postgres runs as: it refuses root. `null` is ourselves. */
export type DatabaseUser = { uid: number; gid: number } | null;

const systemUser = 'openrun';

/** Ourselves; for root the owner of the data that is there, else a system user made for it, else nobody. */
export function chooseDatabaseUser(existingData: string): DatabaseUser {
  if (process.getuid?.() !== 0) return null;
  const owner = statSync(existingData, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return lookUp(systemUser) ?? createUser() ?? lookUp('nobody') ?? { uid: 65534, gid: 65534 };
}

function lookUp(name: string): DatabaseUser {
  const id = (flag: string) => spawnSync('id', [flag, name], { encoding: 'utf8' });
  const uid = id('-u');
  return uid.status === 0 ? { uid: Number(uid.stdout), gid: Number(id('-g').stdout) } : null;
}

function createUser(): DatabaseUser {
  const useradd = findProgram('useradd');
  if (!useradd) return null;
  const args = ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', systemUser];
  spawnSync(useradd, args, { stdio: 'ignore' });
  return lookUp(systemUser);
}

/** Whether the user can enter (or run) a path: asked of the system, which knows every rule. */
export const canReach = (user: DatabaseUser, path: string) =>
  user === null || spawnSync('test', ['-x', path], { ...user, cwd: '/' }).status === 0;

